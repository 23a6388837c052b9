package io.gputelemetry.embedded;

import io.gputelemetry.journal.RealDisk;
import io.gputelemetry.store.SampleStore;
import io.gputelemetry.store.SampleStoreContract;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedStoreTest extends SampleStoreContract {
  @TempDir Path directory;

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
    return EmbeddedStore.open(
        RealDisk.at(directory), EmbeddedConfig.DEFAULT, now::get, failure -> {});
  }
}
