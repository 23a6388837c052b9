package io.gputelemetry.embedded;

import io.gputelemetry.journal.Disk;
import io.gputelemetry.journal.SimulatedDisk;
import io.gputelemetry.store.SampleStore;
import io.gputelemetry.store.SampleStoreContract;
import java.io.IOException;
import java.util.function.LongSupplier;

/** The contract with a head so small that nearly every batch is sealed at once. */
class EmbeddedStoreTinyHeadTest extends SampleStoreContract {
  private final Disk disk = new SimulatedDisk();

  @Override
  protected SampleStore create(LongSupplier epochMicros) throws IOException {
    return open();
  }

  @Override
  protected SampleStore reopen(SampleStore open) throws IOException {
    open.close();
    return open();
  }

  private SampleStore open() throws IOException {
    return EmbeddedStore.open(disk, TestStore.TINY, now::get, failure -> {});
  }
}
