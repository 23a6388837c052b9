package io.gputelemetry.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gputelemetry.queue.TopicSettings.Replay;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CodecPropertyTest {
  private static final int SEEDS = 200;

  /** What is said of replays: i64, i32, i32. */
  private static final int REPLAY_BYTES = 16;

  @Test
  void request_ofEveryKind_comesBackAsItWas() throws QueueFormatException {
    for (int kind = 0; kind < RandomFrames.REQUEST_KINDS; kind++) {
      for (long seed = 1; seed <= SEEDS; seed++) {
        QueueRequest request = RandomFrames.request(kind, new SplittableRandom(seed));
        ByteBuffer body = joined(RequestCodec.encode(seed, request));
        assertThat(QueueFrame.isReadable(body)).isTrue();
        assertThat(QueueFrame.correlation(body)).isEqualTo(seed);
        assertThat(RequestCodec.decode(body)).as("kind %d, seed %d", kind, seed).isEqualTo(request);
      }
    }
  }

  @Test
  void reply_ofEveryKind_comesBackAsItWas() throws QueueFormatException {
    for (int kind = 0; kind < RandomFrames.REPLY_KINDS; kind++) {
      for (long seed = 1; seed <= SEEDS; seed++) {
        QueueReply reply = RandomFrames.reply(kind, new SplittableRandom(seed));
        ByteBuffer body = joined(ReplyCodec.encode(-seed, reply));
        assertThat(QueueFrame.correlation(body)).isEqualTo(-seed);
        assertThat(ReplyCodec.decode(body)).as("kind %d, seed %d", kind, seed).isEqualTo(reply);
      }
    }
  }

  @Test
  void frame_cutAtAnyByte_orLengthened_isRejected() {
    for (long seed = 1; seed <= 3; seed++) {
      for (int kind = 0; kind < RandomFrames.REQUEST_KINDS; kind++) {
        QueueRequest request = RandomFrames.request(kind, new SplittableRandom(seed));
        rejectCuts(joined(RequestCodec.encode(1, request)), RequestCodec::decode, extras(request));
      }
      for (int kind = 0; kind < RandomFrames.REPLY_KINDS; kind++) {
        QueueReply reply = RandomFrames.reply(kind, new SplittableRandom(seed));
        rejectCuts(joined(ReplyCodec.encode(1, reply)), ReplyCodec::decode, extras(reply));
      }
    }
  }

  @Test
  void settings_withoutReplays_haveTheShortForm_andTheLongOneIsBehindIt()
      throws QueueFormatException {
    TopicSettings usual = TopicSettings.USUAL;
    TopicSettings replayed = usual.withReplay(new Replay(Duration.ofSeconds(1), 2, 3));
    ByteBuffer shortRequest = body(new AdminRequest.CreateTopic("t.dlq", usual));
    ByteBuffer longRequest = body(new AdminRequest.CreateTopic("t.dlq", replayed));
    assertThat(shortRequest.remaining()).as("as it was before there were replays").isEqualTo(45);
    assertThat(longRequest.slice(0, 45)).isEqualTo(shortRequest);
    assertThat(longRequest.remaining()).isEqualTo(45 + REPLAY_BYTES);
    assertThat(RequestCodec.decode(longRequest.slice(0, 45)))
        .isEqualTo(new AdminRequest.CreateTopic("t.dlq", usual));
    TopicState state = new TopicState("t", 0, 0, 0, 0, 0, 0, 0, List.of(), List.of());
    ByteBuffer longReply = joined(ReplyCodec.encode(1, new QueueReply.Described(replayed, state)));
    ByteBuffer shortReply = joined(ReplyCodec.encode(1, new QueueReply.Described(usual, state)));
    assertThat(longReply.slice(0, longReply.remaining() - REPLAY_BYTES)).isEqualTo(shortReply);
    assertThat(ReplyCodec.decode(shortReply)).isEqualTo(new QueueReply.Described(usual, state));
  }

  @Test
  void settings_withCompression_haveItBehindTheReplays() throws QueueFormatException {
    TopicSettings usual = TopicSettings.USUAL;
    TopicSettings both =
        usual.withReplay(new Replay(Duration.ofSeconds(1), 2, 3)).withCompression(Compression.ZSTD);
    ByteBuffer replayed =
        body(new AdminRequest.CreateTopic("t.dlq", both.withCompression(Compression.NONE)));
    ByteBuffer whole = body(new AdminRequest.CreateTopic("t.dlq", both));
    assertThat(whole.slice(0, whole.limit() - 1)).as("as before").isEqualTo(replayed);
    assertThat(whole.get(whole.limit() - 1)).isEqualTo((byte) 1);
    ByteBuffer alone =
        body(new AdminRequest.CreateTopic("t.dlq", usual.withCompression(Compression.ZSTD)));
    assertThat(alone.remaining()).as("replays that are off stand there").isEqualTo(45 + 17);
    assertThat(RequestCodec.decode(alone))
        .isEqualTo(new AdminRequest.CreateTopic("t.dlq", usual.withCompression(Compression.ZSTD)));
    alone.put(alone.limit() - 1, (byte) 2);
    assertThatThrownBy(() -> RequestCodec.decode(alone))
        .isInstanceOf(QueueFormatException.class)
        .hasMessageContaining("compression 2");
  }

  private static ByteBuffer body(QueueRequest request) {
    return joined(RequestCodec.encode(1, request));
  }

  @Test
  void frame_withChangedBytes_isDecodedOrRejected_neverAnythingElse() {
    int rejected = 0;
    for (long seed = 1; seed <= 30_000; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      boolean isRequest = random.nextBoolean();
      byte[] frame = isRequest ? randomRequest(random) : randomReply(random);
      int changes = 1 + random.nextInt(4);
      for (int i = 0; i < changes; i++) {
        frame[random.nextInt(frame.length)] = (byte) random.nextInt(256);
      }
      rejected += outcome(seed, frame, isRequest ? RequestCodec::decode : ReplyCodec::decode);
    }
    assertThat(rejected).isPositive();
  }

  @Test
  void bytes_atRandom_areRejectedOrDecoded_neverAnythingElse() {
    for (long seed = 1; seed <= 30_000; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      byte[] frame = new byte[random.nextInt(200)];
      random.nextBytes(frame);
      if (frame.length > 1 && random.nextInt(4) > 0) {
        frame[0] = QueueFrame.VERSION;
        frame[1] =
            (byte) (random.nextBoolean() ? 1 + random.nextInt(28) : 128 + random.nextInt(16));
      }
      outcome(seed, frame, RequestCodec::decode);
      outcome(seed, frame, ReplyCodec::decode);
    }
  }

  @Test
  void frame_ofTheOtherDirection_isRejected() {
    for (int kind = 0; kind < RandomFrames.REQUEST_KINDS; kind++) {
      QueueRequest request = RandomFrames.request(kind, new SplittableRandom(1));
      ByteBuffer body = joined(RequestCodec.encode(1, request));
      assertThatThrownBy(() -> ReplyCodec.decode(body)).hasMessageContaining("is a request");
    }
    for (int kind = 0; kind < RandomFrames.REPLY_KINDS; kind++) {
      QueueReply reply = RandomFrames.reply(kind, new SplittableRandom(1));
      ByteBuffer body = joined(ReplyCodec.encode(1, reply));
      assertThatThrownBy(() -> RequestCodec.decode(body)).hasMessageContaining("is a reply");
    }
  }

  @Test
  void count_thatCannotBe_costsNoMemory() {
    ByteBuffer body = joined(ReplyCodec.encode(1, new QueueReply.Inspection(List.of())));
    body.putInt(QueueFrame.HEADER_BYTES, Integer.MAX_VALUE);
    assertThatThrownBy(() -> ReplyCodec.decode(body))
        .isInstanceOf(QueueFormatException.class)
        .hasMessageContaining("2147483647 elements");
  }

  @Test
  void version_opcode_andName_unknown_areNamed() {
    assertThatThrownBy(() -> RequestCodec.decode(ByteBuffer.wrap(new byte[] {1, 2, 3})))
        .hasMessageContaining("no frame of version 1");
    ByteBuffer other = joined(RequestCodec.encode(1, new QueueRequest.Inspect()));
    other.put(0, (byte) 2);
    assertThatThrownBy(() -> RequestCodec.decode(other)).hasMessageContaining("version");
    ByteBuffer unknown = joined(RequestCodec.encode(1, new QueueRequest.Inspect()));
    unknown.put(1, (byte) 77);
    assertThatThrownBy(() -> RequestCodec.decode(unknown)).hasMessageContaining("opcode 77");
    ByteBuffer badName = joined(RequestCodec.encode(1, new QueueRequest.Ack("topic", "group", 1)));
    badName.put(QueueFrame.HEADER_BYTES + 2, (byte) '/');
    assertThatThrownBy(() -> RequestCodec.decode(badName)).hasMessageContaining("t/pic");
  }

  @Test
  void refusal_withALongReason_isCut() throws QueueFormatException {
    var refused = new QueueReply.Refused(QueueError.BUSY, "€".repeat(5000));
    assertThat(ReplyCodec.decode(joined(ReplyCodec.encode(1, refused))))
        .isEqualTo(new QueueReply.Refused(QueueError.BUSY, "€".repeat(1000)));
  }

  private interface Decoder {
    Object decode(ByteBuffer body) throws QueueFormatException;
  }

  /** Bytes at the end without which it is another good frame. */
  private static Set<Integer> extras(Object frame) {
    return switch (frame) {
      case AdminRequest.CreateTopic create -> extras(create.settings());
      case QueueReply.Described described -> extras(described.settings());
      case QueueRequest.Inspect inspect when inspect.withSources() -> Set.of(1);
      case QueueRequest.Report report when !report.source().isEmpty() ->
          Set.of(stringBytes(report.source()));
      case QueueReply.Inspection inspection ->
          Set.of(
              inspection.clients().stream().mapToInt(client -> stringBytes(client.source())).sum());
      case QueueRequest.OpenSequence open when open.content() != 0 -> Set.of(Long.BYTES);
      case QueueReply.SequenceOpened opened when opened.passesBefore().isPresent() ->
          Set.of(Long.BYTES);
      default -> Set.of();
    };
  }

  private static int stringBytes(String text) {
    return Short.BYTES + text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static Set<Integer> extras(TopicSettings settings) {
    if (settings.compression() != Compression.NONE) {
      return Set.of(1, REPLAY_BYTES + 1);
    }
    return settings.replay().isOn() ? Set.of(REPLAY_BYTES) : Set.of();
  }

  private static void rejectCuts(ByteBuffer body, Decoder decoder, Set<Integer> extras) {
    for (int length = 0; length < body.limit(); length++) {
      if (extras.contains(body.limit() - length)) {
        continue;
      }
      ByteBuffer cut = body.slice(0, length);
      assertThatThrownBy(() -> decoder.decode(cut))
          .as("%d of %d bytes", length, body.limit())
          .isInstanceOf(QueueFormatException.class);
    }
    ByteBuffer longer = ByteBuffer.allocate(body.limit() + 1).put(body.duplicate()).rewind();
    assertThatThrownBy(() -> decoder.decode(longer)).isInstanceOf(QueueFormatException.class);
  }

  /** 1 if the frame is rejected. */
  private static int outcome(long seed, byte[] frame, Decoder decoder) {
    try {
      Object decoded = decoder.decode(ByteBuffer.wrap(frame));
      assertThat(decoded.toString()).isNotEmpty();
      return 0;
    } catch (QueueFormatException e) {
      return 1;
    } catch (RuntimeException e) {
      throw new AssertionError("seed " + seed, e);
    }
  }

  private static byte[] randomRequest(SplittableRandom random) {
    int kind = random.nextInt(RandomFrames.REQUEST_KINDS);
    return joined(RequestCodec.encode(1, RandomFrames.request(kind, random))).array();
  }

  private static byte[] randomReply(SplittableRandom random) {
    int kind = random.nextInt(RandomFrames.REPLY_KINDS);
    return joined(ReplyCodec.encode(1, RandomFrames.reply(kind, random))).array();
  }

  private static ByteBuffer joined(List<ByteBuffer> parts) {
    int bytes = parts.stream().mapToInt(ByteBuffer::remaining).sum();
    ByteBuffer joined = ByteBuffer.allocate(bytes);
    parts.forEach(part -> joined.put(part.duplicate()));
    return joined.flip();
  }
}
