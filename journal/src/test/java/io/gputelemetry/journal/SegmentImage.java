package io.gputelemetry.journal;

import io.gputelemetry.journal.Journal.Replay;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** A small segment file, and what the one who wrote it knows about it. */
final class SegmentImage {
  static final String FIRST = "0000000000000001.log";
  private static final int BATCHES = 14;
  private static final JournalConfig CONFIG =
      new JournalConfig(1 << 20, 4 << 20, Duration.ofHours(1), 1 << 10);

  private final List<Written> batches = new ArrayList<>();
  private final ByteBuffer file;

  /** What the file was made like. */
  enum Kind {
    /** All in one write, so that no batch tells of durable ones. */
    NEVER_SYNCED,
    /** Synced after each third batch, and then ended. */
    KILLED,
    /** Synced after each third batch, and closed. */
    CLOSED
  }

  /** A batch in the file; a seal has no content. */
  record Written(int position, int end, long durableBatches, String content) {}

  SegmentImage(Kind kind, int seed) throws IOException {
    SimulatedDisk disk = new SimulatedDisk();
    Journal journal = open(disk, Replay.ALL, new ArrayList<>());
    add(0, BatchHeader.BYTES + snapshot().remaining(), "0+0 0 NONE 0 " + snapshot().hashCode());
    long durable = 1;
    Random random = new Random(seed);
    for (int number = 0; number < BATCHES; number++) {
      Entry entry = entry(random, number % 4 == 3);
      long base = journal.append(entry, number);
      add(durable, BatchHeader.BYTES + entry.bodyBytes(), content(entry, base, number));
      if (kind != Kind.NEVER_SYNCED && number % 3 == 1) {
        journal.sync();
        durable = batches.size();
      }
    }
    journal.write();
    if (kind == Kind.CLOSED) {
      journal.close();
      add(batches.size(), BatchHeader.BYTES, "");
    }
    this.file = ByteBuffer.wrap(disk.content(FIRST)).asReadOnlyBuffer();
  }

  /** A copy of the bytes. */
  byte[] file() {
    byte[] bytes = new byte[file.limit()];
    file.get(0, bytes);
    return bytes;
  }

  List<Written> batches() {
    return batches;
  }

  /** What recovery hands over if exactly the first {@code kept} batches are whole. */
  List<String> contents(int kept) {
    return batches.subList(0, kept).stream()
        .map(Written::content)
        .filter(content -> !content.isEmpty())
        .toList();
  }

  /** The batch that this byte belongs to. */
  int batchAt(int position) {
    int index = 0;
    while (batches.get(index).end() <= position) {
      index++;
    }
    return index;
  }

  /** Recovers a file; empty if it is refused. */
  static Optional<List<String>> recover(byte[] file) throws IOException {
    SimulatedDisk disk = new SimulatedDisk();
    disk.replace(FIRST, file);
    List<String> recovered = new ArrayList<>();
    try {
      Journal journal = open(disk, Replay.ALL, recovered);
      long end = journal.endOffset();
      if (end > 0 && !recovered.contains(content(journal.read(end - 1).orElseThrow()))) {
        throw new IllegalStateException("read something that was not recovered");
      }
      return Optional.of(recovered);
    } catch (JournalDamagedException e) {
      return Optional.empty();
    }
  }

  static Journal open(Disk disk, Replay replay, List<String> recovered) throws IOException {
    return Journal.open(
        disk,
        new Journal.Opening(
            CONFIG, SegmentImage::snapshot, replay, batch -> recovered.add(content(batch))),
        new Random(1));
  }

  static Entry entry(Random random, boolean control) {
    byte[] body = new byte[random.nextInt(1_600)];
    random.nextBytes(body);
    Entry.Tag tag = new Entry.Tag(random.nextLong(), random.nextInt(), random.nextLong());
    return control
        ? Entry.control(ByteBuffer.wrap(body))
        : new Entry(1 + random.nextInt(3), random.nextInt(9), tag, List.of(ByteBuffer.wrap(body)));
  }

  /** All of a batch, for comparison. */
  static String content(Batch batch) {
    return content(
        new Entry(batch.count(), batch.weight(), batch.tag(), List.of(batch.body())),
        batch.baseOffset(),
        batch.appendedAtMicros());
  }

  private static String content(Entry entry, long base, long micros) {
    String tag = entry.tag().equals(Entry.Tag.NONE) ? "NONE" : entry.tag().toString();
    return base
        + "+"
        + entry.count()
        + " "
        + entry.weight()
        + " "
        + tag
        + " "
        + micros
        + " "
        + entry.body().getFirst().hashCode();
  }

  private static ByteBuffer snapshot() {
    return DiskContract.bytes("snapshot");
  }

  private void add(long durableBatches, int bytes, String content) {
    int position = batches.isEmpty() ? SegmentHeader.BYTES : batches.getLast().end();
    batches.add(new Written(position, position + bytes, durableBatches, content));
  }
}
