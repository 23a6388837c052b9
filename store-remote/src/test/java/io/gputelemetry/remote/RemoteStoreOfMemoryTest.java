package io.gputelemetry.remote;

import io.gputelemetry.embedded.door.StoreDoor;
import io.gputelemetry.store.MemoryStore;
import io.gputelemetry.store.SampleStore;
import io.gputelemetry.store.SampleStoreContract;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;

/** The contract over loopback, with the in-memory store behind the door. */
class RemoteStoreOfMemoryTest extends SampleStoreContract {
  private SampleStore engine = new MemoryStore(256 << 20, now::get);
  private StoreDoor door = Served.open(engine, 0);

  @Override
  protected SampleStore create(LongSupplier epochMicros) {
    return Served.connect(door.port());
  }

  @Override
  protected SampleStore reopen(SampleStore open) {
    open.close();
    Served.close(door);
    door = Served.open(engine, 0);
    return Served.connect(door.port());
  }

  @AfterEach
  void closeDoor() {
    Served.close(door);
    engine.close();
  }
}
