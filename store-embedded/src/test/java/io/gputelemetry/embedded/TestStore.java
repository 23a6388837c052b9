package io.gputelemetry.embedded;

import io.gputelemetry.journal.Disk;
import io.gputelemetry.store.ScanQuery;
import io.gputelemetry.store.StoreException;
import io.gputelemetry.store.StoredSample;
import io.gputelemetry.store.WriteReceipt;
import io.gputelemetry.telemetry.SampleBatch;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** A store on a disk, which is opened again and again, with a clock and what its owner reported. */
final class TestStore {
  /** Windows of a millisecond, so that every start of a thousand has a file of its own. */
  static final Windows MILLIS = new Windows(1_000, 1_000_000, Long.MAX_VALUE / 2);

  static final EmbeddedConfig TINY =
      EmbeddedConfig.DEFAULT.withHeadBytes(1_024).withWindows(MILLIS);

  final AtomicLong now = new AtomicLong(1_000);
  final List<Throwable> failures = new CopyOnWriteArrayList<>();
  private final Disk disk;
  private final EmbeddedConfig config;
  EmbeddedStore store;

  TestStore(Disk disk, EmbeddedConfig config) throws IOException {
    this.disk = disk;
    this.config = config;
    this.store = open();
  }

  private EmbeddedStore open() throws IOException {
    return EmbeddedStore.open(disk, config, now::get, failures::add, new SameThread());
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
