package io.gputelemetry.embedded;

import io.gputelemetry.embedded.sealed.Columns;
import io.gputelemetry.embedded.sealed.DamagedFileException;
import io.gputelemetry.embedded.sealed.IndexEntry;
import io.gputelemetry.embedded.sealed.SealedFile;
import io.gputelemetry.embedded.sealed.SealedReader;
import io.gputelemetry.store.LatestQuery;
import io.gputelemetry.store.StoreException;
import io.gputelemetry.store.StoredSample;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The newest row of each series, page by page. Those that came since the start are in memory; of
 * others the last chunk of their series is read, never more of a file.
 */
final class Latest {
  private static final Logger LOG = LoggerFactory.getLogger(Latest.class);

  private final Contents contents;
  private final Predicate<StoredSample> sink;
  private final RowView rows;
  private LatestQuery rest;

  Latest(Contents contents, LatestQuery query, Predicate<StoredSample> sink) {
    this.contents = contents;
    this.rest = query;
    this.sink = sink;
    rows = new RowView(contents.identities);
  }

  void run() {
    boolean more = true;
    while (more) {
      more = page(contents.look(() -> LatestPlan.of(contents, rest)));
    }
  }

  /** Hands out what the plan has; true if a new plan is needed to go on. */
  private boolean page(LatestPlan plan) {
    try (OpenFiles files = new OpenFiles(plan.files())) {
      try {
        return page(plan, files);
      } catch (IOException e) {
        if (files.reading != null && isGone(files.reading)) {
          return true;
        }
        throw new StoreException("rows could not be read: " + e.getMessage(), false, e);
      }
    }
  }

  private boolean page(LatestPlan plan, OpenFiles files) throws IOException {
    int left = rest.limit();
    for (LatestPlan.Place place : plan.places()) {
      Optional<Columns> found = place.known().isPresent() ? place.known() : readable(files, place);
      if (found.isPresent() && (!handedOut(place, found.get()) || --left == 0)) {
        return false;
      }
      rest = rest.from(place.series(), left);
    }
    return plan.more();
  }

  private boolean handedOut(LatestPlan.Place place, Columns found) {
    return sink.test(rows.row(place.id(), found, found.size - 1));
  }

  /**
   * The chunk with the row; empty if it is damaged: one GPU must not hide all others. The file is
   * counted as damaged and named in the log, once.
   */
  private Optional<Columns> readable(OpenFiles files, LatestPlan.Place place) throws IOException {
    try {
      return Optional.of(files.last(place));
    } catch (DamagedFileException e) {
      SealedFile file = files.reading;
      if (file != null && contents.unreadable.add(file)) {
        LOG.error("the newest row of {} is left out: {}", place.series(), e.getMessage());
      }
      return Optional.empty();
    }
  }

  private boolean isGone(SealedFile file) {
    return !contents.look(() -> contents.files.contains(file));
  }

  /** The sealed files of a plan; each is opened when a row of it is needed. */
  private static final class OpenFiles implements AutoCloseable {
    private final List<SealedFile> files;
    private final Map<SealedFile, SealedReader> readers = new HashMap<>();
    private @Nullable SealedFile reading;

    OpenFiles(List<SealedFile> files) {
      this.files = files;
    }

    /** The chunk that ends with the newest row of a series. */
    Columns last(LatestPlan.Place place) throws IOException {
      for (SealedFile file : files.reversed()) {
        if (file.firstTime() <= place.time() && file.lastTime() >= place.time()) {
          reading = file;
          SealedReader reader = open(file);
          int chunk = reader.lastBeginningAtOrBefore(place.id(), place.time());
          if (chunk >= 0 && reader.entry(chunk).lastTime() == place.time()) {
            return read(reader, reader.entry(chunk));
          }
        }
      }
      throw new IllegalStateException("no file has the newest row of " + place.series());
    }

    private SealedReader open(SealedFile file) throws IOException {
      SealedReader known = readers.get(file);
      if (known == null) {
        known = file.read();
        readers.put(file, known);
      }
      return known;
    }

    private static Columns read(SealedReader reader, IndexEntry entry) throws IOException {
      Columns chunk = new Columns(entry.count());
      reader.read(entry, chunk);
      reader.readIngests(chunk, chunk.size - 1, chunk.size);
      return chunk;
    }

    @Override
    public void close() {
      for (SealedReader reader : readers.values()) {
        try {
          reader.close();
        } catch (IOException e) {
          throw new StoreException("a sealed file could not be closed", true, e);
        }
      }
    }
  }
}
