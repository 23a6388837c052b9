package io.gputelemetry.embedded;

import io.gputelemetry.embedded.sealed.Columns;
import io.gputelemetry.embedded.sealed.SealedFile;
import io.gputelemetry.embedded.sealed.SealedReader;
import io.gputelemetry.store.AggregateQuery;
import io.gputelemetry.store.Bucket;
import io.gputelemetry.store.BucketCutter;
import io.gputelemetry.store.StoreException;
import io.gputelemetry.telemetry.Series;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.Predicate;

/** One aggregate: series after series, each from the head and the files in order of time. */
final class Aggregation {
  /** Rows of a series that are copied from the head at once. */
  private static final int HEAD_ROWS = 4096;

  private final Contents contents;
  private final AggregateQuery query;
  private final BucketCutter cutter;

  Aggregation(Contents contents, AggregateQuery query, Predicate<Bucket> sink) {
    this.contents = contents;
    this.query = query;
    cutter = new BucketCutter(query, sink);
  }

  /** What of a series is read at once: [from, to), from these files and a copy of the head. */
  private record Part(long from, long to, List<SealedFile> files, Columns head) {}

  void run() {
    Optional<Series> last = Optional.empty();
    boolean more = true;
    while (more) {
      Optional<Series> behind = last;
      AggregatePage page = contents.look(() -> AggregatePage.of(contents, query, behind));
      for (AggregatePage.Wanted wanted : page.series()) {
        if (!cut(wanted)) {
          return;
        }
        last = Optional.of(wanted.series());
      }
      more = page.more();
    }
  }

  private boolean cut(AggregatePage.Wanted wanted) {
    cutter.begin(wanted.series());
    long from = query.firstMicros(wanted.series());
    while (from < query.toMicros()) {
      long start = from;
      Part part = contents.look(() -> part(wanted.id(), start));
      Optional<Boolean> goOn = cut(wanted.id(), part);
      if (goOn.isPresent()) {
        if (!goOn.get()) {
          return false;
        }
        from = part.to;
      }
    }
    return cutter.end();
  }

  /** Ends where the copy of the head ends. */
  private Part part(int series, long from) {
    long to = query.toMicros();
    Head head = contents.head;
    Columns copy = new Columns(Math.min(HEAD_ROWS, head.count(series, from, to)));
    if (head.copy(series, from, to, false, copy) > 0) {
      to = copy.times[copy.size - 1] + 1;
    }
    long end = to;
    List<SealedFile> files =
        contents.files.stream()
            .filter(file -> file.firstTime() < end && file.lastTime() >= from)
            .toList();
    return new Part(from, end, files, copy);
  }

  /**
   * Reads a part; empty if one of its files was merged or dropped before that began, so that it has
   * to be looked up again.
   *
   * @return whether more buckets are wanted
   */
  private Optional<Boolean> cut(int series, Part part) {
    List<SealedReader> readers = new ArrayList<>();
    try {
      for (SealedFile file : part.files) {
        Optional<SealedReader> opened = open(file);
        if (opened.isEmpty()) {
          return Optional.empty();
        }
        readers.add(opened.get());
      }
      return Optional.of(merge(cursors(series, part, readers), part.to));
    } catch (IOException e) {
      throw new StoreException("rows could not be read: " + e.getMessage(), false, e);
    } finally {
      readers.forEach(Aggregation::close);
    }
  }

  /** Empty if the file is no longer part of the contents. */
  private Optional<SealedReader> open(SealedFile file) throws IOException {
    try {
      return Optional.of(file.read());
    } catch (IOException e) {
      if (contents.look(() -> contents.files.contains(file))) {
        throw e;
      }
      return Optional.empty();
    }
  }

  private List<ValueCursor> cursors(int series, Part part, List<SealedReader> readers)
      throws IOException {
    List<ValueCursor> cursors = new ArrayList<>();
    cursors.add(ValueCursor.ofHead(query, part.head));
    for (SealedReader reader : readers) {
      cursors.add(ValueCursor.ofFile(query, series, part.from, part.to, reader));
    }
    return cursors;
  }

  private boolean merge(List<ValueCursor> cursors, long to) throws IOException {
    PriorityQueue<ValueCursor> byTime =
        new PriorityQueue<>(Comparator.comparingLong(ValueCursor::time));
    cursors.stream().filter(ValueCursor::hasNext).forEach(byTime::add);
    while (!byTime.isEmpty()) {
      ValueCursor first = byTime.remove();
      ValueCursor second = byTime.peek();
      long until = second == null ? to : Math.max(second.time(), first.time() + 1);
      if (!first.take(Math.min(to, until), cutter)) {
        return false;
      }
      if (first.hasNext() && first.time() < to) {
        byTime.add(first);
      }
    }
    return true;
  }

  private static void close(SealedReader reader) {
    try {
      reader.close();
    } catch (IOException e) {
      throw new StoreException("a sealed file could not be closed", true, e);
    }
  }
}
