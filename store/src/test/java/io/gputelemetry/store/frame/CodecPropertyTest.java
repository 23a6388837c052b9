package io.gputelemetry.store.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.gputelemetry.telemetry.SampleBatchCodec;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Bytes from outside are a frame or a {@link StoreFormatException}, and cost little memory. */
class CodecPropertyTest {
  private static final int SEEDS = 200;
  private static final int ATTACKS = 30_000;

  /** First uses load classes, which is not what is measured. */
  private static final int WARM_UP = 1_000;

  /** What decoding may allocate for each byte that is there, and beyond. */
  private static final long ALLOCATED_PER_BYTE = 1_000;

  private static final long ALLOCATED_ALWAYS = 64 << 10;

  @Test
  void request_ofEveryKind_comesBackAsItWas() throws StoreFormatException {
    for (int kind = 0; kind < RandomFrames.REQUEST_KINDS; kind++) {
      for (long seed = 1; seed <= SEEDS; seed++) {
        StoreRequest request = RandomFrames.request(kind, new SplittableRandom(seed));
        ByteBuffer body = RandomFrames.joined(RequestCodec.encode(seed, request));
        assertThat(StoreFrame.correlation(body)).isEqualTo(seed);
        assertThat(RequestCodec.decode(body)).as("kind %d, seed %d", kind, seed).isEqualTo(request);
      }
    }
  }

  @Test
  void reply_ofEveryKind_comesBackAsItWas() throws StoreFormatException {
    for (int kind = 0; kind < RandomFrames.REPLY_KINDS; kind++) {
      for (long seed = 1; seed <= SEEDS; seed++) {
        StoreReply reply = RandomFrames.reply(kind, new SplittableRandom(seed));
        ByteBuffer body = RandomFrames.joined(ReplyCodec.encode(-seed, reply));
        assertThat(StoreFrame.correlation(body)).isEqualTo(-seed);
        assertThat(ReplyCodec.decode(body)).as("kind %d, seed %d", kind, seed).isEqualTo(reply);
      }
    }
  }

  @Test
  void frame_cutAtAnyByte_isRejected() {
    for (int kind = 0; kind < RandomFrames.REQUEST_KINDS; kind++) {
      StoreRequest request = RandomFrames.request(kind, new SplittableRandom(7));
      if (!(request instanceof StoreRequest.Append)) {
        rejectCuts(
            RandomFrames.joined(RequestCodec.encode(1, request)).array(), RequestCodec::decode);
      }
    }
    for (int kind = 0; kind < RandomFrames.REPLY_KINDS; kind++) {
      StoreReply reply = RandomFrames.reply(kind, new SplittableRandom(7));
      rejectCuts(RandomFrames.joined(ReplyCodec.encode(1, reply)).array(), this::wholeReply);
    }
  }

  @Test
  void bytes_changedOrRandom_areDecodedOrRejected_withinTheirBound() {
    int rejected = 0;
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    for (long seed = -WARM_UP; seed <= ATTACKS; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      boolean isRequest = random.nextBoolean();
      byte[] frame = random.nextInt(3) == 0 ? noise(random) : changed(isRequest, random);
      long before = threads.getCurrentThreadAllocatedBytes();
      rejected += outcome(frame, isRequest ? RequestCodec::decode : this::wholeReply);
      assertThat(threads.getCurrentThreadAllocatedBytes() - before)
          .as("seed %d, %d bytes", seed, frame.length)
          .isLessThan(
              seed < 0 ? Long.MAX_VALUE : ALLOCATED_ALWAYS + ALLOCATED_PER_BYTE * frame.length);
    }
    assertThat(rejected).isBetween(ATTACKS / 10, ATTACKS - ATTACKS / 10);
  }

  @Test
  void frame_ofAnotherVersion_namesIt() {
    byte[] frame = RandomFrames.joined(RequestCodec.encode(5, new StoreRequest.Stats())).array();
    frame[0] = 2;
    assertThatThrownBy(() -> RequestCodec.decode(ByteBuffer.wrap(frame)))
        .isInstanceOf(StoreFormatException.class)
        .hasMessage("a frame of version 2, not 1");
    assertThat(StoreFrame.correlation(ByteBuffer.wrap(frame))).isEqualTo(StoreFrame.NO_CORRELATION);
  }

  @Test
  void refusal_withALongReason_isCut() throws StoreFormatException {
    var refused = new StoreReply.Refused(StoreError.BUSY, "x".repeat(5_000));
    ByteBuffer body = RandomFrames.joined(ReplyCodec.encode(1, refused));
    assertThat(ReplyCodec.decode(body))
        .isEqualTo(new StoreReply.Refused(StoreError.BUSY, "x".repeat(1_000)));
  }

  private interface Decoder {
    Object decode(ByteBuffer body) throws StoreFormatException;
  }

  /** With the rows of it, as a client reads them. */
  private Object wholeReply(ByteBuffer body) throws StoreFormatException {
    StoreReply reply = ReplyCodec.decode(body);
    return reply instanceof StoreReply.Rows rows
        ? RowChunk.rows(rows, new SampleBatchCodec())
        : reply;
  }

  private static byte[] noise(SplittableRandom random) {
    byte[] frame = new byte[random.nextInt(200)];
    random.nextBytes(frame);
    if (frame.length > 1 && random.nextInt(8) > 0) {
      frame[0] = StoreFrame.VERSION;
      frame[1] = (byte) (1 + random.nextInt(9) + (random.nextBoolean() ? 127 : 0));
    }
    return frame;
  }

  private static byte[] changed(boolean isRequest, SplittableRandom random) {
    byte[] frame =
        RandomFrames.joined(
                isRequest
                    ? RequestCodec.encode(
                        1, RandomFrames.request(random.nextInt(RandomFrames.REQUEST_KINDS), random))
                    : ReplyCodec.encode(
                        1, RandomFrames.reply(random.nextInt(RandomFrames.REPLY_KINDS), random)))
            .array();
    for (int left = 1 + random.nextInt(4); left > 0; left--) {
      frame[random.nextInt(frame.length)] = (byte) random.nextInt(256);
    }
    return frame;
  }

  private static int outcome(byte[] frame, Decoder decoder) {
    try {
      assertThat(decoder.decode(ByteBuffer.wrap(frame))).isNotNull();
      return 0;
    } catch (StoreFormatException e) {
      assertThat(e.getMessage()).isNotBlank();
      return 1;
    }
  }

  private static void rejectCuts(byte[] frame, Decoder decoder) {
    for (int length = 0; length < frame.length; length++) {
      ByteBuffer cut = ByteBuffer.wrap(frame, 0, length);
      assertThatThrownBy(() -> decoder.decode(cut))
          .as("%d of %d bytes", length, frame.length)
          .isInstanceOf(StoreFormatException.class);
    }
  }
}
