package io.gputelemetry.app.store;

import io.gputelemetry.journal.Disk;
import io.gputelemetry.store.SampleStore;
import java.io.IOException;
import java.util.Optional;

/**
 * A store that is open.
 *
 * @param files that this process has; empty if the store runs elsewhere
 * @param place where it is, for a person
 */
public record OpenStore(SampleStore store, Optional<StoreFiles> files, String place)
    implements AutoCloseable {

  /** Its directory; empty if the store runs elsewhere. */
  public Optional<Disk> disk() {
    return files.map(StoreFiles::disk);
  }

  @Override
  public void close() throws IOException {
    try {
      store.close();
    } finally {
      if (files.isPresent()) {
        files.get().close();
      }
    }
  }
}
