package io.gputelemetry.journal;

import io.gputelemetry.journal.JournalCheck.Cure;
import io.gputelemetry.journal.JournalCheck.Damage;
import io.gputelemetry.journal.JournalCheck.FileState;
import io.gputelemetry.journal.SegmentWalk.Stretch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes out what is damaged in closed segments, so that what follows can be read. Offsets stay what
 * they were: what is lost is a gap of as many. Each file that is changed is kept beside, as {@code
 * .damaged-1} and so on. May be ended at any moment and run again.
 *
 * <p>Whoever repairs holds the lock of the directory, or of one above.
 */
public final class JournalRepair {
  private static final int PIECE_BYTES = 256 << 10;
  private static final String KEPT = ".damaged-";

  private final Disk disk;
  private final OpenFiles files;
  private final List<Repaired> repaired = new ArrayList<>();

  /**
   * What was done to a file.
   *
   * @param kept the name under which it is kept as it was
   * @param cure a gap, or left out
   */
  public record Repaired(String file, String kept, Cure cure) {}

  private JournalRepair(Disk disk, OpenFiles files) {
    this.disk = disk;
    this.files = files;
  }

  /**
   * Repairs what can be repaired; nothing is done if there is nothing to do.
   *
   * @throws JournalDamagedException if the newest file is damaged; nothing was changed
   */
  public static List<Repaired> repair(Disk disk) throws IOException {
    List<FileState> states = JournalCheck.check(disk);
    for (FileState state : states) {
      refuseHopeless(disk, state);
    }
    try (OpenFiles files = new OpenFiles(disk)) {
      JournalRepair repair = new JournalRepair(disk, files);
      int kept = repair.leaveOut(states);
      for (FileState state : states.subList(kept, states.size())) {
        if (!state.damages().isEmpty()) {
          repair.rewrite(state.file());
        }
      }
      return List.copyOf(repair.repaired);
    }
  }

  private static void refuseHopeless(Disk disk, FileState state) throws IOException {
    for (Damage damage : state.damages()) {
      if (damage.cure() == Cure.NONE) {
        throw new JournalDamagedException(
            disk.location() + "/" + damage.file(),
            damage.position(),
            damage.offset(),
            "the newest file cannot be repaired: what a group has acked is in it");
      }
    }
  }

  /** Leaves files out up to the last that must be, the oldest first; returns how many. */
  private int leaveOut(List<FileState> states) throws IOException {
    int count = 0;
    for (int i = 0; i < states.size(); i++) {
      if (states.get(i).damages().stream().anyMatch(d -> d.cure() == Cure.LEAVE_OUT)) {
        count = i + 1;
      }
    }
    for (FileState state : states.subList(0, count)) {
      String kept = keptName(state.file());
      disk.rename(state.file(), kept);
      disk.sync();
      repaired.add(new Repaired(state.file(), kept, Cure.LEAVE_OUT));
    }
    return count;
  }

  private void rewrite(String name) throws IOException {
    JournalFiles.Found found =
        new JournalFiles(disk, files)
            .all().stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
    SegmentHeader header = found.header().orElseThrow();
    Place end = found.end().orElseThrow();
    DiskFile damaged = files.file(name);
    SegmentWalk.Seen seen = SegmentWalk.walk(damaged, header, end);
    String kept = keptName(name);
    copy(damaged, kept, damaged.size(), List.of(), header);
    String temporary = SegmentHeader.fileName(header.ordinal(), SegmentWriter.TEMPORARY);
    if (disk.list().contains(temporary)) {
      disk.delete(temporary);
    }
    copy(damaged, temporary, end.position(), seen.damaged(), header);
    disk.sync();
    files.close(name);
    disk.rename(temporary, name);
    disk.sync();
    repaired.add(new Repaired(name, kept, Cure.GAP));
  }

  private String keptName(String name) throws IOException {
    List<String> there = disk.list();
    String stem = name.substring(0, name.lastIndexOf('.'));
    int number = 1;
    while (there.contains(stem + KEPT + number)) {
      number++;
    }
    return stem + KEPT + number;
  }

  /** Copies the beginning of a file, with gaps over what is damaged. */
  private void copy(
      DiskFile from, String name, long length, List<Stretch> gaps, SegmentHeader header)
      throws IOException {
    try (DiskFile to = disk.create(name)) {
      for (long position = 0; position < length; position += PIECE_BYTES) {
        ByteBuffer piece = ByteBuffer.allocate((int) Math.min(PIECE_BYTES, length - position));
        // What a shorter file does not have is a part of a gap.
        BatchScanner.fill(from, piece, position);
        to.write(piece, position);
      }
      for (Stretch gap : gaps) {
        writeGap(to, gap, header);
      }
      to.sync();
    }
  }

  /** The first piece has all offsets; the others only fill the space. */
  private static void writeGap(DiskFile to, Stretch gap, SegmentHeader header) throws IOException {
    Place at = gap.from();
    while (at.position() < gap.to().position()) {
      long left = gap.to().position() - at.position();
      int bytes = (int) Math.min(PIECE_BYTES, left);
      if (left - bytes > 0 && left - bytes < BatchHeader.BYTES) {
        bytes -= BatchHeader.BYTES;
      }
      BatchHeader batch = gapBatch(bytes, at, gap, header.salt());
      to.write(batch.bytes().duplicate(), at.position());
      at = at.behind(batch);
    }
  }

  private static BatchHeader gapBatch(int bytes, Place at, Stretch gap, long salt) {
    BatchHeader batch = new BatchHeader(ByteBuffer.allocate(bytes), 0);
    int lost = Math.toIntExact(gap.to().offset() - at.offset());
    Entry.Tag tag = new Entry.Tag(0, gap.to().previousCrc(), gap.to().number() - at.number());
    ByteBuffer nothing = ByteBuffer.allocate(bytes - BatchHeader.BYTES);
    batch.encode(
        new Entry(lost, 0, tag, List.of(nothing)),
        new BatchHeader.Origin(at, at.number(), gap.lastMicros(), BatchHeader.GAP),
        salt);
    return batch;
  }
}
