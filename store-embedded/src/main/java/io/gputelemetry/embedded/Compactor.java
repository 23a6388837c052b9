package io.gputelemetry.embedded;

import io.gputelemetry.embedded.sealed.SealedFile;
import io.gputelemetry.journal.Disk;
import io.gputelemetry.store.StoreException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the sealed files few: has several of them made into one, one such work at a time, beside
 * the owner thread. All methods are for the owner thread, but for {@link #stop}.
 */
final class Compactor {
  private static final Logger LOG = LoggerFactory.getLogger(Compactor.class);

  /** How often is looked whether a day is over, and how long is waited after a failure. */
  private static final long LOOK_MICROS = 60_000_000;

  private final Disk disk;
  private final Contents contents;
  private final Sealer sealer;
  private final Quarantine quarantine;
  private final KeyCheck keyCheck;
  private final CompactionPlan plan;
  private final Executor executor;
  private final AtomicReference<Compaction.@Nullable Outcome> outcome = new AtomicReference<>();
  private List<SealedFile> lookedAt = List.of();
  private long nextLookMicros = Long.MIN_VALUE;
  private boolean failed;
  private boolean running;
  private volatile boolean stopped;

  /**
   * Does nothing yet.
   *
   * @param executor runs the work; another thread, or the same one in a test
   */
  Compactor(
      Disk disk,
      Contents contents,
      Sealer sealer,
      Quarantine quarantine,
      KeyCheck keyCheck,
      CompactionPlan plan,
      Executor executor) {
    this.disk = disk;
    this.contents = contents;
    this.sealer = sealer;
    this.quarantine = quarantine;
    this.keyCheck = keyCheck;
    this.plan = plan;
    this.executor = executor;
  }

  /** Takes over what is done, and begins what is next, if there is something to do. */
  void doWork(long nowMicros) throws IOException {
    finish(nowMicros);
    if (!running && !stopped && isDue(nowMicros)) {
      lookedAt = contents.files;
      nextLookMicros = nowMicros + LOOK_MICROS;
      Optional<List<SealedFile>> next = plan.next(lookedAt, nowMicros);
      if (next.isPresent()) {
        begin(next.get());
      }
    }
  }

  /** Other files, or a day may be over. After a failure of the disk neither counts for a while. */
  private boolean isDue(long nowMicros) {
    boolean changed = !failed && !contents.files.equals(lookedAt);
    return changed || nowMicros >= nextLookMicros;
  }

  /**
   * Merges whatever can be merged; on this thread, beside what is running.
   *
   * @throws StoreException if that was not possible; nothing is lost
   */
  void compactAll(long nowMicros) throws IOException {
    Optional<List<SealedFile>> next = plan.all(contents.files, nowMicros);
    while (next.isPresent()) {
      Compaction.Outcome done = new Compaction(next.get(), sealer.begin(), () -> false).run();
      if (done instanceof Compaction.Outcome.Failed(IOException cause)) {
        throw new StoreException("files could not be merged: " + cause.getMessage(), true, cause);
      }
      apply(done, nowMicros);
      next = plan.all(contents.files, nowMicros);
    }
  }

  private void begin(List<SealedFile> inputs) throws IOException {
    Compaction compaction = new Compaction(inputs, sealer.begin(), () -> stopped);
    running = true;
    executor.execute(() -> outcome.set(outcomeOf(compaction)));
  }

  /** A bug is told to the owner as well, who then ends. */
  private static Compaction.Outcome outcomeOf(Compaction compaction) {
    try {
      return compaction.run();
    } catch (RuntimeException e) {
      return new Compaction.Outcome.Failed(new IOException("files could not be merged", e));
    }
  }

  private void finish(long nowMicros) throws IOException {
    Compaction.Outcome done = outcome.getAndSet(null);
    if (done != null) {
      running = false;
      apply(done, nowMicros);
    }
  }

  private void apply(Compaction.Outcome done, long nowMicros) throws IOException {
    failed = done instanceof Compaction.Outcome.Failed;
    switch (done) {
      case Compaction.Outcome.Written written -> replace(written);
      case Compaction.Outcome.Damaged damaged -> {
        if (contents.files.contains(damaged.input())) {
          keyCheck.forget(damaged.input());
          quarantine.takeOut(damaged.input(), damaged.damage());
        }
      }
      // The files that were to be merged are whole and stay; the new one is not used.
      case Compaction.Outcome.Failed(IOException cause) -> {
        nextLookMicros = nowMicros + LOOK_MICROS;
        LOG.warn(
            "files could not be merged, that is tried again in a minute: {}", cause.toString());
      }
      case Compaction.Outcome.Stopped _ -> {
        // The unfinished file goes at the next start.
      }
    }
  }

  /** Unless one of the files was dropped meanwhile: then its rows must not come back. */
  private void replace(Compaction.Outcome.Written written) throws IOException {
    if (!new HashSet<>(contents.files).containsAll(written.inputs())) {
      written.file().discard();
      return;
    }
    SealedFile file = written.file().publish();
    List<SealedFile> files = new ArrayList<>(contents.files);
    files.removeAll(written.inputs());
    files.add(file);
    contents.change(() -> contents.files = List.copyOf(files));
    for (SealedFile input : written.inputs()) {
      keyCheck.forget(input);
      input.delete();
    }
    disk.sync();
    LOG.debug("made {} of {} files", file.name(), written.inputs().size());
  }

  /** Lets the work that runs come to nothing, soon. */
  void stop() {
    stopped = true;
  }
}
