package io.gputelemetry.streamer.source.csv;

import io.gputelemetry.streamer.source.csv.LoadReport.Rejection;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Consumer;

/**
 * Records that a thread of its own parses, some batches ahead of whoever takes them: for large
 * files, where parsing takes as long as what is done with the records.
 */
final class RecordsAhead implements Records {
  private static final int BATCHES = 4;
  private static final int BATCH_CHARS = 256 << 10;

  /** What an item counts for beside its texts. */
  private static final int ITEM_CHARS = 32;

  /** What came, in its order. */
  private sealed interface Item {}

  @SuppressWarnings("ArrayRecordComponent")
  private record Fields(String[] texts, long line) implements Item {}

  private record LeftOut(Rejection kind, long line) implements Item {}

  private record Failed(RuntimeException cause) implements Item {}

  private record End() implements Item {}

  private final BlockingQueue<List<Item>> ready = new ArrayBlockingQueue<>(BATCHES);
  private final Reader source;
  private final Consumer<Rejection> onRejected;
  private final Thread thread;
  private volatile boolean stopped;
  private Iterator<Item> batch = Collections.emptyIterator();
  private boolean ended;
  private long line;

  /**
   * Begins to read.
   *
   * @param onRejected told of each record that was left out, by the thread that takes the others
   */
  RecordsAhead(Reader source, Consumer<Rejection> onRejected) {
    this.source = source;
    this.onRejected = onRejected;
    thread = Thread.ofPlatform().name("csv-parser").daemon().start(new Parser());
  }

  @Override
  public Optional<String[]> next() {
    while (!ended) {
      switch (nextItem()) {
        case Fields fields -> {
          line = fields.line;
          return Optional.of(fields.texts);
        }
        case LeftOut leftOut -> {
          line = leftOut.line;
          onRejected.accept(leftOut.kind);
        }
        case Failed failed -> {
          ended = true;
          throw failed.cause;
        }
        case End _ -> ended = true;
      }
    }
    return Optional.empty();
  }

  private Item nextItem() {
    while (!batch.hasNext()) {
      try {
        batch = ready.take().iterator();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new UncheckedIOException(new InterruptedIOException("interrupted while reading"));
      }
    }
    return batch.next();
  }

  @Override
  public long line() {
    return line;
  }

  /** Waits for the thread, which ends with the record that it has begun. */
  @Override
  public void stop() {
    stopped = true;
    // If it waits for room it finds some, and that nobody wants more.
    ready.clear();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() throws IOException {
    stop();
    source.close();
  }

  /** The other thread. */
  private final class Parser implements Runnable {
    private Optional<ParsedRecords> records = Optional.empty();
    private List<Item> items = new ArrayList<>();
    private int chars;

    @Override
    public void run() {
      try {
        parse();
        items.add(new End());
      } catch (IOException e) {
        items.add(new Failed(new UncheckedIOException(e)));
      } catch (RuntimeException e) {
        items.add(new Failed(e));
      }
      handOver();
    }

    /** The text is closed by whoever takes the records. */
    private void parse() throws IOException {
      ParsedRecords parsed = new ParsedRecords(source, this::leftOut);
      records = Optional.of(parsed);
      Optional<String[]> next = parsed.next();
      while (next.isPresent() && !stopped) {
        add(next.get(), parsed.line());
        next = parsed.next();
      }
    }

    private void leftOut(Rejection kind) {
      add(new LeftOut(kind, records.map(ParsedRecords::line).orElse(1L)), ITEM_CHARS);
    }

    private void add(String[] texts, long line) {
      int size = ITEM_CHARS;
      for (String text : texts) {
        size += text.length();
      }
      add(new Fields(texts, line), size);
    }

    private void add(Item item, int size) {
      items.add(item);
      chars += size;
      if (chars >= BATCH_CHARS) {
        handOver();
      }
    }

    private void handOver() {
      if (stopped) {
        return;
      }
      try {
        ready.put(items);
      } catch (InterruptedException e) {
        throw new IllegalStateException("BUG: nobody interrupts this thread", e);
      }
      items = new ArrayList<>();
      chars = 0;
    }
  }
}
