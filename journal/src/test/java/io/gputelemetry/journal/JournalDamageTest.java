package io.gputelemetry.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.gputelemetry.journal.Journal.Replay;
import io.gputelemetry.journal.SegmentImage.Written;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every truncation, every flipped bit and many other changes of small segment files. */
class JournalDamageTest {
  private static final String FIRST = SegmentImage.FIRST;
  private static final String SECOND = "0000000000000002.log";
  private static final int SECTOR_BYTES = 512;

  @ParameterizedTest
  @EnumSource
  void truncation_anywhere_keepsTheWholeBatches_orIsRefused(SegmentImage.Kind kind)
      throws IOException {
    SegmentImage image = new SegmentImage(kind, 1);
    byte[] file = image.file();
    for (int length = 0; length < file.length; length++) {
      int kept = 0;
      long durable = 1;
      while (image.batches().get(kept).end() <= length) {
        durable = Math.max(durable, image.batches().get(kept).durableBatches());
        kept++;
      }
      boolean refused = length < SegmentHeader.BYTES || kept < durable;
      List<String> contents = image.contents(kept);
      assertRecovers(
          Arrays.copyOf(file, length),
          refused ? Optional.empty() : Optional.of(contents),
          "length " + length);
    }
  }

  @Test
  void anyFlippedBit_keepsTheWholeBatchesBefore_orIsRefused() throws IOException {
    SegmentImage image = new SegmentImage(SegmentImage.Kind.KILLED, 2);
    for (int position = 0; position < image.file().length; position++) {
      for (int bit = 0; bit < Byte.SIZE; bit++) {
        assertFlipIsFound(image, position, bit);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aFlippedBitOfAnyByte_withOtherMarks_keepsTheWholeBatchesBefore_orIsRefused(
      SegmentImage.Kind kind) throws IOException {
    SegmentImage image = new SegmentImage(kind, 4);
    for (int position = SegmentHeader.BYTES; position < image.file().length; position++) {
      assertFlipIsFound(image, position, position % Byte.SIZE);
    }
  }

  private static void assertFlipIsFound(SegmentImage image, int position, int bit)
      throws IOException {
    byte[] file = image.file();
    file[position] ^= (byte) (1 << bit);
    assertRecovers(file, expectedAfterChangeAt(image, position), "bit " + bit + " of " + position);
  }

  private static Optional<List<String>> expectedAfterChangeAt(SegmentImage image, int position) {
    if (position < SegmentHeader.BYTES) {
      return Optional.empty();
    }
    int changed = image.batchAt(position);
    long durable = 1;
    for (Written batch : image.batches()) {
      boolean inHeader =
          position >= batch.position() && position < batch.position() + BatchHeader.BYTES;
      durable = inHeader ? durable : Math.max(durable, batch.durableBatches());
    }
    return changed < durable ? Optional.empty() : Optional.of(image.contents(changed));
  }

  @ParameterizedTest
  @EnumSource
  void randomChanges_neverServeAnythingElse_norDropWhatWasDurable(SegmentImage.Kind kind)
      throws IOException {
    SegmentImage image = new SegmentImage(kind, 3);
    byte[] original = image.file();
    for (int seed = 0; seed < 10_000; seed++) {
      byte[] file = original.clone();
      change(file, new Random(seed));
      int first = Arrays.mismatch(file, original);
      if (first >= 0) {
        int whole = image.batchAt(first);
        Optional<List<String>> recovered = SegmentImage.recover(file);
        if (recovered.isPresent()) {
          assertThat(recovered.get()).as("seed %d", seed).isEqualTo(image.contents(whole));
          assertThat((long) whole)
              .as("seed %d", seed)
              .isGreaterThanOrEqualTo(knownDurable(image, file, original));
        }
      }
    }
  }

  /** What the headers tell that are unchanged and in their place. */
  private static long knownDurable(SegmentImage image, byte[] file, byte[] original) {
    long durable = 1;
    for (Written batch : image.batches()) {
      int from = batch.position();
      int to = from + BatchHeader.BYTES;
      if (Arrays.equals(file, from, to, original, from, to)) {
        durable = Math.max(durable, batch.durableBatches());
      }
    }
    return durable;
  }

  /** Flips bits; or makes a sector zero, noise, another one, or exchanges two. */
  private static void change(byte[] file, Random random) {
    int sectors = (file.length - SegmentHeader.BYTES) / SECTOR_BYTES;
    int one = SegmentHeader.BYTES + random.nextInt(sectors) * SECTOR_BYTES;
    int other = SegmentHeader.BYTES + random.nextInt(sectors) * SECTOR_BYTES;
    byte[] sector = Arrays.copyOfRange(file, one, one + SECTOR_BYTES);
    switch (random.nextInt(5)) {
      case 0 -> Arrays.fill(file, one, one + SECTOR_BYTES, (byte) 0);
      case 1 -> {
        random.nextBytes(sector);
        System.arraycopy(sector, 0, file, one, SECTOR_BYTES);
      }
      case 2 -> System.arraycopy(file, other, file, one, SECTOR_BYTES);
      case 3 -> {
        System.arraycopy(file, other, file, one, SECTOR_BYTES);
        System.arraycopy(sector, 0, file, other, SECTOR_BYTES);
      }
      default -> {
        for (int flips = 2 + random.nextInt(7); flips > 0; flips--) {
          int at = SegmentHeader.BYTES + random.nextInt(file.length - SegmentHeader.BYTES);
          file[at] ^= (byte) (1 << random.nextInt(Byte.SIZE));
        }
      }
    }
  }

  private static void assertRecovers(byte[] file, Optional<List<String>> expected, String change)
      throws IOException {
    Optional<List<String>> recovered = SegmentImage.recover(file);
    // The message is made for a failure only: there are many of these.
    if (!Objects.equals(recovered, expected)) {
      assertThat(recovered).as(change).isEqualTo(expected);
    }
  }

  @Test
  void changedClosedSegment_isNeverServed_andTheOthersStayReadable() throws IOException {
    SimulatedDisk disk = twoSegments();
    byte[] original = disk.content(FIRST);
    List<String> contents = new ArrayList<>();
    SegmentImage.open(disk.copy(), Replay.ALL, contents).close();
    int refused = 0;
    for (int position = 0; position < original.length; position++) {
      byte[] changed = original.clone();
      changed[position] ^= (byte) (1 << position % 8);
      disk.replace(FIRST, changed);
      assertRefused(disk, Replay.ALL, FIRST);
      if (position < SegmentHeader.BYTES) {
        assertRefused(disk, Replay.FROM_SNAPSHOT, FIRST);
      } else {
        refused += refusedReads(disk, contents);
      }
    }
    // All but the bytes of the snapshot's body hurt at least one read.
    assertThat(refused).isGreaterThan(original.length - SegmentHeader.BYTES - 10);
  }

  /** Reads all; returns how many reads were refused. */
  private static int refusedReads(SimulatedDisk disk, List<String> contents) throws IOException {
    int refused = 0;
    try (Journal journal = SegmentImage.open(disk, Replay.FROM_SNAPSHOT, new ArrayList<>())) {
      for (long offset = 0; offset < journal.endOffset(); offset++) {
        try {
          String read = SegmentImage.content(journal.read(offset).orElseThrow());
          assertThat(contents.contains(read)).as("content at %d", offset).isTrue();
        } catch (JournalDamagedException e) {
          assertThat(e.file()).endsWith(FIRST);
          assertThat(e.offset()).isLessThanOrEqualTo(offset);
          assertThat(e.position()).isGreaterThanOrEqualTo(SegmentHeader.BYTES);
          refused++;
        }
      }
    }
    return refused;
  }

  @Test
  void closedSegment_missingShortenedOrExchanged_isRefused() throws IOException {
    SimulatedDisk disk = twoSegments();
    try (Journal journal = SegmentImage.open(disk, Replay.ALL, new ArrayList<>())) {
      journal.roll(9);
    }
    byte[] second = disk.content(SECOND);
    disk.replace(SECOND, Arrays.copyOf(second, second.length - 1));
    assertRefused(disk, Replay.FROM_SNAPSHOT, SECOND);
    disk.replace(SECOND, Arrays.copyOf(second, second.length + 1));
    assertRefused(disk, Replay.FROM_SNAPSHOT, SECOND);
    disk.replace(SECOND, disk.content(FIRST));
    assertRefused(disk, Replay.FROM_SNAPSHOT, SECOND);
    disk.replace(SECOND, twoSegments(77).content(SECOND));
    assertRefused(disk, Replay.FROM_SNAPSHOT, FIRST);
    disk.delete(SECOND);
    assertRefused(disk, Replay.FROM_SNAPSHOT, SECOND);
    disk.replace(SECOND, second);
    SegmentImage.open(disk, Replay.ALL, new ArrayList<>()).close();
  }

  private static void assertRefused(SimulatedDisk disk, Replay replay, String file) {
    assertThatExceptionOfType(JournalDamagedException.class)
        .isThrownBy(() -> SegmentImage.open(disk, replay, new ArrayList<>()))
        .withMessageContaining(file)
        .withMessageContaining("Restore the file from a backup");
  }

  private static SimulatedDisk twoSegments() throws IOException {
    return twoSegments(1);
  }

  private static SimulatedDisk twoSegments(int seed) throws IOException {
    SimulatedDisk disk = new SimulatedDisk();
    try (Journal journal = SegmentImage.open(disk, Replay.ALL, new ArrayList<>())) {
      Random random = new Random(seed);
      for (int number = 0; number < 8; number++) {
        journal.append(SegmentImage.entry(random, false), number);
        if (number == 4) {
          journal.roll(number);
        }
      }
    }
    return disk;
  }
}
