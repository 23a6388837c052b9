package io.gputelemetry.journal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The segment files of a journal as they are, whether they can be opened or not. */
final class JournalFiles {
  private final OpenFiles files;
  private final List<Found> found = new ArrayList<>();

  /**
   * A file.
   *
   * @param header empty if it is not one of this file
   * @param end where a closed segment has to end; empty if nobody tells
   * @param problem why it and all before it cannot be read; empty if that is possible
   */
  record Found(
      String name, Optional<SegmentHeader> header, Optional<Place> end, Optional<String> problem) {}

  JournalFiles(Disk disk, OpenFiles files) throws IOException {
    this.files = files;
    List<String> names = Recovery.segmentFiles(disk);
    List<Optional<SegmentHeader>> headers = new ArrayList<>();
    for (String name : names) {
      headers.add(header(name));
    }
    for (int i = 0; i < names.size(); i++) {
      boolean isNewest = i == names.size() - 1;
      found.add(
          isNewest
              ? newest(names.get(i), headers.get(i))
              : closed(names.get(i), headers.get(i), headers.get(i + 1)));
    }
  }

  /** Oldest first. */
  List<Found> all() {
    return found;
  }

  private Optional<SegmentHeader> header(String name) throws IOException {
    try {
      return Optional.of(Segment.header(files, name))
          .filter(header -> header.fileName().equals(name));
    } catch (JournalDamagedException e) {
      return Optional.empty();
    }
  }

  private static Found newest(String name, Optional<SegmentHeader> header) {
    Optional<String> problem =
        header.isPresent() ? Optional.empty() : Optional.of("the file's header is damaged");
    return new Found(name, header, Optional.empty(), problem);
  }

  private static Found closed(
      String name, Optional<SegmentHeader> header, Optional<SegmentHeader> next) {
    if (header.isEmpty()) {
      return new Found(name, header, Optional.empty(), Optional.of("the file's header is damaged"));
    }
    if (next.isEmpty()) {
      // The next one is what cannot be read; this one goes with it.
      return new Found(name, header, Optional.empty(), Optional.empty());
    }
    SegmentHeader behind = next.get();
    if (behind.ordinal() != header.get().ordinal() + 1) {
      String missing = SegmentHeader.fileName(header.get().ordinal() + 1, ".log");
      return new Found(
          name,
          header,
          Optional.empty(),
          Optional.of("the next file, " + missing + ", is missing"));
    }
    if (!behind.journalId().equals(header.get().journalId())
        || behind.baseOffset() < header.get().baseOffset()
        || behind.baseBatch() <= header.get().baseBatch()) {
      return new Found(
          name, header, Optional.empty(), Optional.of("the next file is of another journal"));
    }
    Place end =
        new Place(
            behind.previousBytes(), behind.baseBatch(), behind.baseOffset(), behind.previousCrc());
    return new Found(name, header, Optional.of(end), Optional.empty());
  }
}
