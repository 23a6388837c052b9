package io.gputelemetry.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.gputelemetry.journal.Journal.Replay;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A user of a journal that remembers everything: random steps, a state that is rebuilt from
 * snapshot and replay, and the check that a reopened journal holds a prefix of what was appended
 * which is at least what was reported durable.
 */
final class JournalWorkload {
  static final JournalConfig CONFIG =
      new JournalConfig(64 << 10, 192 << 10, Duration.ofMillis(1), 1 << 10);
  private static final byte SNAPSHOT = 'S';
  private static final byte CONTROL = 'C';

  private final SimulatedDisk disk;
  private final Random random;
  private final String name;
  private final int bodyBytesMax;
  private final List<Item> items = new ArrayList<>();
  private long state = 1;
  private long replayed = 1;
  private int durableItems;
  private long heldOffset;
  private long micros;
  private Journal journal;

  /** Something appended; {@code body} of a control batch is its number. */
  private record Item(Entry entry, long base, long micros, long stateAfter) {
    long end() {
      return base + entry.count();
    }
  }

  JournalWorkload(SimulatedDisk disk, int seed, int bodyBytesMax) throws IOException {
    this.disk = disk;
    this.random = new Random(seed);
    this.name = "seed " + seed;
    this.bodyBytesMax = bodyBytesMax;
    this.journal = openJournal();
  }

  /** One random step. */
  void step() throws IOException {
    micros += random.nextInt(200);
    switch (random.nextInt(20)) {
      case 0 -> append(Entry.control(control()));
      case 1, 2 -> journal.write();
      case 3, 4, 5, 6 -> journal.sync();
      case 7 -> journal.seal(micros);
      case 8 -> journal.roll(micros);
      case 9 -> expire();
      case 10 -> readSomething();
      case 11 -> reopen();
      default -> append(data());
    }
    reported();
  }

  /** What the journal says to be durable now must be there for ever. */
  private void reported() {
    if (!journal.isUnsynced()) {
      durableItems = items.size();
    }
    while (durableItems < items.size()
        && items.get(durableItems).end() <= journal.durableOffset()
        && items.get(durableItems).entry().count() > 0) {
      durableItems++;
    }
  }

  /** Opens the journal again after whatever happened to the disk, and checks what it holds. */
  void recover() throws IOException {
    journal = openJournal();
    int kept = items.size();
    while (kept > 0 && items.get(kept - 1).stateAfter() != replayed) {
      kept--;
    }
    assertThat(kept).as("%s: items that are there", name).isGreaterThanOrEqualTo(durableItems);
    assertThat(replayed).as("%s: state", name).isEqualTo(kept == 0 ? 1 : lastState(kept));
    items.subList(kept, items.size()).clear();
    state = replayed;
    durableItems = kept;
    check();
  }

  /** Reads everything. */
  void check() throws IOException {
    long end = items.isEmpty() ? 0 : items.getLast().end();
    assertThat(journal.endOffset()).as(name).isEqualTo(end);
    assertThat(journal.firstOffset()).as(name).isBetween(0L, heldOffset);
    for (Item item : items) {
      if (item.base() >= journal.firstOffset() && item.entry().count() > 0) {
        check(item, item.base() + random.nextInt(item.entry().count()));
      }
    }
    assertThat(journal.read(end)).isEmpty();
  }

  Journal journal() {
    return journal;
  }

  private void check(Item item, long offset) throws IOException {
    Batch batch = journal.read(offset).orElseThrow();
    assertThat(batch.baseOffset()).as(name).isEqualTo(item.base());
    assertThat(batch.count()).as(name).isEqualTo(item.entry().count());
    assertThat(batch.weight()).as(name).isEqualTo(item.entry().weight());
    assertThat(batch.tag()).as(name).isEqualTo(item.entry().tag());
    assertThat(batch.appendedAtMicros()).as(name).isEqualTo(item.micros());
    assertThat(batch.body()).as(name).isEqualTo(item.entry().body().getFirst());
  }

  private long lastState(int kept) {
    return items.get(kept - 1).stateAfter();
  }

  private Journal openJournal() throws IOException {
    replayed = 1;
    Replay replay = random.nextBoolean() ? Replay.ALL : Replay.FROM_SNAPSHOT;
    Journal.Opening opening = new Journal.Opening(CONFIG, this::snapshot, replay, this::replay);
    return Journal.open(disk, opening, new Random(random.nextLong()));
  }

  private ByteBuffer snapshot() {
    return ByteBuffer.allocate(9).put(SNAPSHOT).putLong(state).flip();
  }

  private void replay(Batch batch) {
    ByteBuffer body = batch.body().duplicate();
    if (batch.isControl() && body.get() == SNAPSHOT) {
      replayed = body.getLong();
    } else {
      replayed = next(replayed, batch.weight(), batch.body());
    }
  }

  private static long next(long state, int weight, ByteBuffer body) {
    return state * 1_000_003 + 31L * weight + body.hashCode();
  }

  private void append(Entry entry) throws IOException {
    long base = journal.append(entry, micros);
    assertThat(base).as(name).isEqualTo(items.isEmpty() ? 0 : items.getLast().end());
    state = next(state, entry.weight(), entry.body().getFirst());
    items.add(new Item(entry, base, micros, state));
  }

  private ByteBuffer control() {
    return ByteBuffer.allocate(5).put(CONTROL).putInt(random.nextInt()).flip();
  }

  private Entry data() {
    byte[] body = new byte[random.nextInt(bodyBytesMax)];
    random.nextBytes(body);
    Entry.Tag tag = new Entry.Tag(random.nextLong(), random.nextInt(), random.nextLong());
    return new Entry(
        1 + random.nextInt(5), random.nextInt(100), tag, List.of(ByteBuffer.wrap(body)));
  }

  private void expire() throws IOException {
    long hold = items.isEmpty() ? 0 : items.get(random.nextInt(items.size())).end();
    heldOffset = Math.max(heldOffset, hold);
    journal.expire(micros, hold);
  }

  private void readSomething() throws IOException {
    int index = items.isEmpty() ? 0 : random.nextInt(items.size());
    if (!items.isEmpty() && items.get(index).base() >= journal.firstOffset()) {
      Item item = items.get(index);
      if (item.entry().count() > 0) {
        check(item, item.base());
        assertThat(journal.offsetAt(item.micros())).as(name).isEqualTo(firstSince(item.micros()));
      }
    }
  }

  private long firstSince(long since) {
    for (Item item : items) {
      if (item.micros() >= since
          && item.entry().count() > 0
          && item.base() >= journal.firstOffset()) {
        return item.base();
      }
    }
    return journal.endOffset();
  }

  private void reopen() throws IOException {
    journal.close();
    durableItems = items.size();
    recover();
  }
}
