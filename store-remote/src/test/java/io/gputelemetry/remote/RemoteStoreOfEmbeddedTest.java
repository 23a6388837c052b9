package io.gputelemetry.remote;

import io.gputelemetry.embedded.EmbeddedConfig;
import io.gputelemetry.embedded.EmbeddedStore;
import io.gputelemetry.embedded.door.StoreDoor;
import io.gputelemetry.journal.RealDisk;
import io.gputelemetry.store.MemoryStore;
import io.gputelemetry.store.SampleStore;
import io.gputelemetry.store.SampleStoreContract;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** The contract over loopback, with the embedded store behind the door. */
class RemoteStoreOfEmbeddedTest extends SampleStoreContract {
  @TempDir Path directory;

  private SampleStore engine = new MemoryStore(1, now::get);
  private StoreDoor door = Served.open(engine, 0);

  @Override
  protected SampleStore create(LongSupplier epochMicros) throws IOException {
    return serve();
  }

  @Override
  protected SampleStore reopen(SampleStore open) throws IOException {
    open.close();
    return serve();
  }

  private SampleStore serve() throws IOException {
    closeDoor();
    engine =
        EmbeddedStore.open(
            RealDisk.at(directory),
            EmbeddedConfig.DEFAULT,
            now::get,
            failure -> {
              throw new AssertionError("the disk failed", failure);
            });
    door = Served.open(engine, 0);
    return Served.connect(door.port());
  }

  @AfterEach
  void closeDoor() {
    Served.close(door);
    engine.close();
  }
}
