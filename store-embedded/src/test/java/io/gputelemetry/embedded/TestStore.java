package io.gputelemetry.embedded;

import io.gputelemetry.journal.Disk;
import io.gputelemetry.store.SampleStore;
import io.gputelemetry.store.ScanQuery;
import io.gputelemetry.store.StoreException;
import io.gputelemetry.store.StoredSample;
import io.gputelemetry.store.WriteReceipt;
import io.gputelemetry.telemetry.SampleBatch;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** A store on a disk, which is opened again and again, with a clock and what its owner reported. */
final class TestStore {
  static final EmbeddedConfig TINY = new EmbeddedConfig(1_024, Duration.ofHours(2), 4);

  final AtomicLong now = new AtomicLong(1_000);
  final List<Throwable> failures = new CopyOnWriteArrayList<>();
  private final Disk disk;
  private final EmbeddedConfig config;
  SampleStore store;

  TestStore(Disk disk, EmbeddedConfig config) throws IOException {
    this.disk = disk;
    this.config = config;
    this.store = open();
  }

  private SampleStore open() throws IOException {
    return EmbeddedStore.open(disk, config, now::get, failures::add);
  }

  void reopen() throws IOException {
    store.close();
    store = open();
  }

  /** Opens the store after its process was killed. */
  void openAfterKill() throws IOException {
    abandon();
    store = open();
  }

  /** Ends the threads of a store whose process is gone. */
  void abandon() {
    try {
      store.close();
    } catch (StoreException e) {
      // The files were taken away from it.
    }
  }

  WriteReceipt append(SampleBatch batch) {
    return store.append(batch);
  }

  List<StoredSample> rows(ScanQuery query) {
    List<StoredSample> rows = new ArrayList<>();
    store.scan(query, rows::add);
    return rows;
  }
}
