package io.gputelemetry.journal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Looks through all files of a journal and changes nothing. In a journal that is being written to,
 * the end of the newest file may look torn.
 */
public final class JournalCheck {
  /** What a repair can do. */
  public enum Cure {
    /** A gap in the place of what is damaged; all else stays. */
    GAP,
    /** This file and all before it are left out: the journal begins behind it. */
    LEAVE_OUT,
    /** Nothing: the newest file has the state of the journal's user. */
    NONE
  }

  /**
   * Something that was durable is not what was written.
   *
   * @param position the first byte
   * @param offset the first offset that is lost; -1 if that cannot be told
   * @param endOffset the first one behind it that can be read; -1 if that cannot be told
   */
  public record Damage(
      String file, long position, long offset, long endOffset, String problem, Cure cure) {}

  /**
   * A segment file.
   *
   * @param batches whole ones
   * @param messages offsets in them
   * @param gapMessages offsets that an earlier repair took out
   * @param tornBytes at the end of the newest file, left by a crash; cut by the next start
   */
  public record FileState(
      String file,
      long bytes,
      long batches,
      long messages,
      long gapMessages,
      long tornBytes,
      List<Damage> damages) {
    public FileState {
      damages = List.copyOf(damages);
    }
  }

  private static final long UNKNOWN = -1;
  private static final String CHANGED = "not what was written";

  private final OpenFiles files;

  private JournalCheck(OpenFiles files) {
    this.files = files;
  }

  /**
   * All segment files, oldest first; none if there is no journal.
   *
   * @throws IOException if a newer version wrote one, or reading fails
   */
  public static List<FileState> check(Disk disk) throws IOException {
    try (OpenFiles files = new OpenFiles(disk)) {
      JournalCheck check = new JournalCheck(files);
      List<JournalFiles.Found> found = new JournalFiles(disk, files).all();
      List<FileState> states = new ArrayList<>();
      for (int i = 0; i < found.size(); i++) {
        states.add(check.state(found.get(i), i == found.size() - 1));
      }
      return states;
    }
  }

  private FileState state(JournalFiles.Found found, boolean isNewest) throws IOException {
    DiskFile file = files.file(found.name());
    if (found.header().isEmpty()) {
      return unreadable(found, file, isNewest ? Cure.NONE : Cure.LEAVE_OUT);
    }
    SegmentHeader header = found.header().get();
    if (isNewest) {
      return newest(file, header);
    }
    // Without a known end what can be read is counted, and the rest is told of the next file.
    Place end = found.end().orElse(new Place(file.size(), UNKNOWN, UNKNOWN, 0));
    SegmentWalk.Seen seen = SegmentWalk.walk(file, header, end);
    List<Damage> damages = new ArrayList<>();
    found
        .problem()
        .ifPresent(problem ->
            damages.add(
                new Damage(
                    header.fileName(),
                    end.position(),
                    header.baseOffset(),
                    UNKNOWN,
                    problem,
                    Cure.LEAVE_OUT)));
    if (found.end().isPresent()) {
      seen.damaged().forEach(stretch -> damages.add(damage(header, stretch)));
      tooLong(file, header, end).ifPresent(damages::add);
    }
    return new FileState(
        header.fileName(),
        file.size(),
        seen.batches(),
        seen.messages(),
        seen.gapMessages(),
        0,
        damages);
  }

  private static FileState unreadable(JournalFiles.Found found, DiskFile file, Cure cure)
      throws IOException {
    Damage damage =
        new Damage(found.name(), 0, UNKNOWN, UNKNOWN, found.problem().orElse(CHANGED), cure);
    return new FileState(found.name(), file.size(), 0, 0, 0, 0, List.of(damage));
  }

  private static Damage damage(SegmentHeader header, SegmentWalk.Stretch stretch) {
    return new Damage(
        header.fileName(),
        stretch.from().position(),
        stretch.from().offset(),
        stretch.to().offset(),
        CHANGED + " for " + (stretch.to().position() - stretch.from().position()) + " bytes",
        stretch.hasRoom() ? Cure.GAP : Cure.LEAVE_OUT);
  }

  private static Optional<Damage> tooLong(DiskFile file, SegmentHeader header, Place end)
      throws IOException {
    long more = file.size() - end.position();
    return more <= 0
        ? Optional.empty()
        : Optional.of(
            new Damage(
                header.fileName(),
                end.position(),
                end.offset(),
                end.offset(),
                more + " bytes too many",
                Cure.GAP));
  }

  /** By the same rules as the next start. */
  private static FileState newest(DiskFile file, SegmentHeader header) throws IOException {
    long size = file.size();
    long durable = header.baseBatch() + 1;
    long batches = 0;
    BatchScanner scanner =
        BatchScanner.ofBatches(new BatchScanner.Extent(file, header.salt(), header.start(), size));
    while (scanner.next()) {
      batches++;
      durable = Math.max(durable, scanner.batch().durableBatches());
    }
    Place end = scanner.behind();
    long torn = size - end.position();
    if (torn > 0) {
      TornTail tail = new TornTail(file, header, end.position(), size);
      durable = Math.max(durable, tail.durableBatches());
    }
    List<Damage> damages =
        end.number() >= durable
            ? List.of()
            : List.of(
                new Damage(
                    header.fileName(),
                    end.position(),
                    end.offset(),
                    UNKNOWN,
                    CHANGED + ", and " + (durable - end.number()) + " batches were durable",
                    Cure.NONE));
    return new FileState(
        header.fileName(),
        size,
        batches,
        end.offset() - header.baseOffset(),
        0,
        damages.isEmpty() ? torn : 0,
        damages);
  }
}
