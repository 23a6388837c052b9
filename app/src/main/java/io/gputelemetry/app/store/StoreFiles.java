package io.gputelemetry.app.store;

import io.gputelemetry.journal.Disk;
import java.io.IOException;

/**
 * The directory of a store that this process has taken.
 *
 * @param place where it is, for a person
 */
public record StoreFiles(Disk disk, AutoCloseable lock, String place) implements AutoCloseable {
  /** Lets others have it. */
  @Override
  public void close() throws IOException {
    try {
      lock.close();
    } catch (IOException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException("the lock of " + place + " cannot be released", e);
    }
  }
}
