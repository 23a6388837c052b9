package io.gputelemetry.broker.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gputelemetry.journal.Batch;
import io.gputelemetry.journal.Entry;
import io.gputelemetry.journal.Entry.Tag;
import io.gputelemetry.journal.JournalDamagedException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BatchCompressionTest {
  private static final int BYTES_MAX = 10_000;
  private static final Tag TAG = new Tag(7, 8, 9);

  private final BatchCompression compression = new BatchCompression("/log", BYTES_MAX);

  @AfterEach
  void close() {
    compression.close();
    compression.close();
  }

  @Test
  void batch_inParts_isSmallerInTheLog_andComesBackAsItWas() throws Exception {
    ByteBuffer all = StandardCharsets.UTF_8.encode("{\"a\":1}".repeat(500));
    ByteBuffer head = all.slice(0, 1_000).asReadOnlyBuffer();
    ByteBuffer rest = all.duplicate().position(1_000);
    Entry stored = compression.pack(new Entry(500, 3, TAG, List.of(head, rest)));
    assertThat(stored.bodyBytes()).isLessThan(200);
    assertThat(List.of(head.position(), rest.position())).as("left").containsExactly(0, 1_000);
    Batch back = compression.unpack(stored(stored, 40));
    assertThat(back).isEqualTo(new Batch(40, 500, 3, TAG, 77, all));
    assertThat(back.body().isReadOnly()).isTrue();
  }

  @Test
  void batches_oneAfterTheOther_keepTheirOwnBytes() throws Exception {
    Entry one = compression.pack(entry("a".repeat(5_000)));
    Entry two = compression.pack(entry("b".repeat(3_000)));
    Batch first = compression.unpack(stored(one, 0));
    Batch second = compression.unpack(stored(two, 1));
    assertThat(first.body()).isEqualTo(StandardCharsets.UTF_8.encode("a".repeat(5_000)));
    assertThat(second.body()).isEqualTo(StandardCharsets.UTF_8.encode("b".repeat(3_000)));
  }

  @Test
  void batch_thatWouldNotBeSmaller_standsAsItCame() throws Exception {
    byte[] noise = new byte[5_000];
    new SplittableRandom(1).nextBytes(noise);
    Entry stored =
        compression.pack(new Entry(1, 1, TAG, List.of(ByteBuffer.wrap(noise).asReadOnlyBuffer())));
    Batch batch = stored(stored, 0);
    assertThat(batch.body().get(0)).isZero();
    assertThat(batch.body().remaining()).isEqualTo(1 + noise.length);
    assertThat(compression.unpack(batch).body()).isEqualTo(ByteBuffer.wrap(noise));
  }

  @Test
  void controlBatch_standsAsItIs() {
    Entry control = Entry.control(StandardCharsets.UTF_8.encode("state".repeat(100)));
    assertThat(compression.pack(control)).isSameAs(control);
  }

  @Test
  void batch_readAgain_isKept_butOnlyTheLastFew() throws Exception {
    Batch stored = stored(compression.pack(entry("x".repeat(5_000))), 0);
    Batch first = compression.unpack(stored);
    assertThat(compression.unpack(stored)).isSameAs(first);
    for (int i = 1; i <= 4; i++) {
      compression.unpack(new Batch(i, 1, 1, TAG, 0, stored.body()));
    }
    assertThat(compression.unpack(stored)).isNotSameAs(first).isEqualTo(first);
  }

  @Test
  void body_thatNobodyPacks_isDamage_andSaysWhere() {
    byte[] good = bytes(compression.pack(entry("x".repeat(5_000))));
    assertDamaged(0, "begins with 0 or 1");
    assertDamaged(0, "begins with 0 or 1", 2, 0, 0);
    assertDamaged(1, "length of 0", 1);
    assertDamaged(1, "length of 0", 1, 0, 0, 0);
    assertDamaged(1, "length of 0", with(good, 0));
    assertDamaged(1, "length of -1", with(good, -1));
    assertDamaged(1, "length of 10001, at most 10000", with(good, BYTES_MAX + 1));
    assertDamaged(1, "length of 2147483647, at most 10000", with(good, Integer.MAX_VALUE));
    assertDamaged(1, "length of 3", with(good, 3));
    assertDamaged(1, "length of 5001, not 5000", with(good, 5_001));
    assertDamaged(5, "zstd says", with(good, 4_999));
    assertDamaged(5, "zstd says", Arrays.copyOf(good, good.length - 1));
    assertDamaged(5, "zstd says", Arrays.copyOf(good, good.length + 1));
    byte[] changed = good.clone();
    changed[5]++;
    assertDamaged(5, "zstd says", changed);
  }

  @Test
  void bytes_atRandom_areDamageOrMessagesWithinTheBound_neverAnythingElse() {
    byte[] good = bytes(compression.pack(entry("{\"gpu\":7,\"v\":1.5}".repeat(300))));
    int damaged = 0;
    for (int seed = 0; seed < 20_000; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      byte[] body = good.clone();
      for (int i = 1 + random.nextInt(3); i > 0; i--) {
        body[random.nextInt(body.length)] = (byte) random.nextInt(256);
      }
      try {
        Batch batch = compression.unpack(new Batch(seed, 1, 1, TAG, 0, ByteBuffer.wrap(body)));
        assertThat(batch.body().remaining()).isLessThanOrEqualTo(BYTES_MAX);
      } catch (JournalDamagedException e) {
        damaged++;
      }
    }
    assertThat(damaged).isGreaterThan(1_000);
  }

  @Test
  void library_thatCannotBeLoaded_isSaidSo() {
    assertThat(BatchCompression.problem(() -> {})).isEmpty();
    assertThat(
            BatchCompression.problem(() -> {
              throw new UnsatisfiedLinkError("no such file");
            }))
        .hasValueSatisfying(
            problem -> assertThat(problem).contains("cannot be loaded: no such file"));
  }

  private void assertDamaged(int position, String problem, int... octets) {
    byte[] body = new byte[octets.length];
    for (int i = 0; i < octets.length; i++) {
      body[i] = (byte) octets[i];
    }
    assertDamaged(position, problem, body);
  }

  private void assertDamaged(int position, String problem, byte[] body) {
    Batch batch = new Batch(12, 1, 1, TAG, 0, ByteBuffer.wrap(body).asReadOnlyBuffer());
    assertThatThrownBy(() -> compression.unpack(batch))
        .isInstanceOfSatisfying(
            JournalDamagedException.class,
            found -> {
              assertThat(found.offset()).isEqualTo(12);
              assertThat(found.position()).isEqualTo(position);
              assertThat(found.file()).isEqualTo("/log, in the compressed batch of offset 12");
            })
        .hasMessageContaining(problem);
  }

  private static byte[] with(byte[] body, int length) {
    byte[] changed = body.clone();
    ByteBuffer.wrap(changed).putInt(1, length);
    return changed;
  }

  private static Entry entry(String text) {
    return new Entry(1, 1, TAG, List.of(StandardCharsets.UTF_8.encode(text)));
  }

  private static byte[] bytes(Entry entry) {
    ByteBuffer joined = ByteBuffer.allocate(entry.bodyBytes());
    entry.body().forEach(part -> joined.put(part.duplicate()));
    return joined.array();
  }

  private static Batch stored(Entry entry, long offset) {
    ByteBuffer body = ByteBuffer.wrap(bytes(entry)).asReadOnlyBuffer();
    return new Batch(offset, entry.count(), entry.weight(), entry.tag(), 77, body);
  }
}
