package io.gputelemetry.embedded.check;

import io.gputelemetry.embedded.sealed.DamagedFileException;
import io.gputelemetry.embedded.sealed.SealedFile;
import io.gputelemetry.journal.Disk;
import io.gputelemetry.store.StoreException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a sealed file says of itself.
 *
 * @param firstMicros event time of its oldest row
 * @param lastMicros event time of its newest row
 */
public record FileFacts(
    String name, long samples, int chunks, long bytes, long firstMicros, long lastMicros) {

  /** The sealed files of a store, in the order in which they were sealed; not those set aside. */
  public static List<FileFacts> of(Disk store) throws IOException {
    List<FileFacts> facts = new ArrayList<>();
    if (!store.directories().contains(StoreCheck.SEALED)) {
      return facts;
    }
    Disk sealed = store.directory(StoreCheck.SEALED);
    for (String name : sealed.list()) {
      if (SealedFile.isSealed(name)) {
        add(sealed, name, facts);
      }
    }
    return facts;
  }

  /** One that cannot be opened says nothing; whoever opens the store reports it. */
  private static void add(Disk sealed, String name, List<FileFacts> facts) throws IOException {
    try {
      SealedFile file = SealedFile.open(sealed, name, entry -> {});
      facts.add(
          new FileFacts(
              name,
              file.samples(),
              file.chunks(),
              file.bytes(),
              file.firstTime(),
              file.lastTime()));
    } catch (DamagedFileException | StoreException e) {
      return;
    }
  }
}
