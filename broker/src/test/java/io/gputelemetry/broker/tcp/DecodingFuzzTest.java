package io.gputelemetry.broker.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.gputelemetry.broker.json.EventTimes;
import io.gputelemetry.queue.QueueFormatException;
import io.gputelemetry.queue.RequestCodec;
import io.gputelemetry.runtime.json.JsonFields;
import io.gputelemetry.runtime.json.JsonFormatException;
import io.gputelemetry.runtime.json.JsonText;
import io.gputelemetry.runtime.lifecycle.SystemClock;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Whatever a frame holds, taking it apart ends with a request or with the exception for that, and
 * costs no more memory than the frame's length explains.
 */
@Timeout(300)
class DecodingFuzzTest {
  private static final int FEW = 20_000;
  private static final int MANY = 2_000_000;
  private static final int SEED_STEP = 7;
  private static final int BYTES_PER_BYTE = 64;
  private static final int BYTES_ANYWAY = 64 << 10;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final JsonRequests requests = new JsonRequests(new EventTimes(new SystemClock()));
  private long good;
  private long bad;

  private interface Decoding {
    void decode(byte[] frame) throws QueueFormatException, JsonFormatException;
  }

  @Test
  void binaryFrames_costLittle() {
    decodeAll(FEW, DoorFuzzPropertyTest::answerable, DecodingFuzzTest::binary);
  }

  @Test
  @Tag("proof")
  void binaryFrames_twoMillion_costLittle() {
    decodeAll(MANY, DoorFuzzPropertyTest::answerable, DecodingFuzzTest::binary);
  }

  @Test
  void jsonFrames_costLittle() {
    decodeAll(FEW, JsonFuzzPropertyTest::frame, this::json);
  }

  @Test
  @Tag("proof")
  void jsonFrames_twoMillion_costLittle() {
    decodeAll(MANY, JsonFuzzPropertyTest::frame, this::json);
  }

  private interface Frames {
    byte[] frame(SplittableRandom random);
  }

  private void decodeAll(int inputs, Frames frames, Decoding decoding) {
    for (long seed = 1; seed <= inputs; seed++) {
      byte[] frame = frames.frame(new SplittableRandom(seed * SEED_STEP));
      long most = BYTES_ANYWAY + (long) BYTES_PER_BYTE * frame.length;
      // What is loaded and linked at the first time is not the price of the frame.
      long first = cost(frame, decoding);
      long price = first > most ? cost(frame, decoding) : first;
      if (price > most) {
        throw new AssertionError("seed " + seed + ": " + frame.length + " bytes cost too much");
      }
    }
    assertThat(good).as("requests among them").isPositive();
    assertThat(bad).as("nonsense among them").isPositive();
  }

  /** Bytes allocated while a frame is taken apart. */
  private long cost(byte[] frame, Decoding decoding) {
    long before = threads.getCurrentThreadAllocatedBytes();
    try {
      decoding.decode(frame);
      good++;
    } catch (QueueFormatException | JsonFormatException e) {
      bad++;
    }
    return threads.getCurrentThreadAllocatedBytes() - before;
  }

  private static void binary(byte[] frame) throws QueueFormatException {
    var _ = RequestCodec.decode(ByteBuffer.wrap(frame));
  }

  private void json(byte[] frame) throws JsonFormatException {
    JsonFields fields = JsonFields.of(JsonText.parse(ByteBuffer.wrap(frame)), JsonRequests.FIELDS);
    switch (JsonFields.required("type", fields.text("type", 20))) {
      case "publish" -> requests.publish(fields);
      case "ack" -> JsonRequests.ack(fields);
      case "nack" -> JsonRequests.nack(fields);
      case "subscribe" -> JsonRequests.wish(fields);
      default -> JsonRequests.topic(fields);
    }
  }
}
