package io.gputelemetry.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class FrameReaderTest {
  private static final int LIMIT = 1 << 20;

  @Test
  void stream_cutIntoRandomChunks_yieldsTheSameFrames() throws IOException {
    for (long seed = 1; seed <= 60; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      List<byte[]> bodies = new ArrayList<>();
      for (int i = 0; i < 30; i++) {
        bodies.add(randomBody(random));
      }
      FrameReader reader = reader(new ChunkedChannel(stream(bodies), random));
      for (byte[] body : bodies) {
        assertThat(reader.advance()).as("seed %d", seed).isTrue();
        assertThat(bytes(reader.body())).as("seed %d", seed).isEqualTo(body);
      }
      assertThat(reader.advance()).as("seed %d", seed).isFalse();
    }
  }

  @Test
  void stream_cutAtEveryByte_endsWithoutAPartialFrame() throws IOException {
    byte[] stream = stream(List.of(new byte[] {1, 2, 3}, new byte[0], new byte[] {4, 5}));
    for (int cut = 0; cut < stream.length; cut++) {
      FrameReader reader = reader(channel(stream, cut));
      int frames = 0;
      while (reader.advance()) {
        frames++;
      }
      int whole = cut >= 11 ? 2 : cut >= 7 ? 1 : 0;
      assertThat(frames).as("cut at %d", cut).isEqualTo(whole);
    }
  }

  @Test
  void length_atTheLimit_isRead_aboveOrNegative_isRefused() throws IOException {
    assertThat(reader(channel(stream(List.of(new byte[LIMIT])))).advance()).isTrue();
    for (int length : new int[] {LIMIT + 1, Integer.MAX_VALUE, -1, Integer.MIN_VALUE}) {
      byte[] header = ByteBuffer.allocate(4).putInt(length).array();
      assertThatThrownBy(() -> reader(channel(header)).advance())
          .isInstanceOf(FrameTooLargeException.class)
          .hasMessageContaining(Integer.toUnsignedString(length));
    }
  }

  @Test
  void length_withoutBytes_costsLittleMemory() throws IOException {
    FrameReader reader =
        new FrameReader(
            channel(ByteBuffer.allocate(4).putInt(16 << 20).array()),
            16 << 20,
            new Pulse(System::nanoTime));
    var threads =
        (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    boolean advanced = reader.advance();
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertThat(advanced).isFalse();
    assertThat(allocated).isLessThan(512 * 1024);
  }

  private static byte[] randomBody(SplittableRandom random) {
    int length =
        switch (random.nextInt(4)) {
          case 0 -> 0;
          case 1 -> random.nextInt(20);
          case 2 -> random.nextInt(10_000);
          default -> random.nextInt(300_000);
        };
    byte[] body = new byte[length];
    random.nextBytes(body);
    return body;
  }

  private static byte[] stream(List<byte[]> bodies) {
    ByteBuffer stream =
        ByteBuffer.allocate(bodies.stream().mapToInt(body -> body.length + 4).sum());
    bodies.forEach(body -> stream.putInt(body.length).put(body));
    return stream.array();
  }

  private static FrameReader reader(ReadableByteChannel channel) {
    return new FrameReader(channel, LIMIT, new Pulse(System::nanoTime));
  }

  private static ReadableByteChannel channel(byte[] bytes) {
    return channel(bytes, bytes.length);
  }

  private static ReadableByteChannel channel(byte[] bytes, int length) {
    return Channels.newChannel(new ByteArrayInputStream(bytes, 0, length));
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  /** Gives as many bytes as it likes. */
  private static final class ChunkedChannel implements ReadableByteChannel {
    private final ByteBuffer source;
    private final SplittableRandom random;

    ChunkedChannel(byte[] bytes, SplittableRandom random) {
      this.source = ByteBuffer.wrap(bytes);
      this.random = random;
    }

    @Override
    public int read(ByteBuffer target) {
      if (!source.hasRemaining()) {
        return -1;
      }
      int most = Math.min(source.remaining(), target.remaining());
      int length = random.nextBoolean() ? most : Math.min(most, 1 + random.nextInt(7));
      target.put(source.slice(source.position(), length));
      source.position(source.position() + length);
      return length;
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }
}
