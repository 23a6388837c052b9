package io.gputelemetry.benchmarks.queue;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The relay as a process, and its two clients in this one. */
final class RelayLoad implements AutoCloseable {
  private static final int WRITE_BYTES = 64 << 10;
  private static final int READ_BYTES = 256 << 10;

  private final Process process;
  private final int port;

  RelayLoad(Path file, boolean synced) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx64m", "-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(Relay.class.getName(), file.toString(), synced ? "synced" : "written"));
    this.process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    BufferedReader output = process.inputReader(StandardCharsets.US_ASCII);
    this.port = Integer.parseInt(String.valueOf(output.readLine()));
  }

  /** Sends so many bodies and takes them apart again. */
  Figures run(int messages, int bodyBytes) throws IOException, InterruptedException {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    try (SocketChannel to = SocketChannel.open(address);
        SocketChannel from = SocketChannel.open(address)) {
      Figures.Cpu before = Figures.Cpu.now(process);
      long start = System.nanoTime();
      Thread sender = Thread.ofPlatform().start(() -> send(to, messages, bodyBytes));
      Seen seen = receive(from, bodyBytes);
      long nanos = System.nanoTime() - start;
      sender.join();
      Figures.Cpu after = Figures.Cpu.now(process);
      Seen.requireAll(List.of(seen), 1, messages);
      return Figures.of(messages, nanos, before, after);
    }
  }

  private static void send(SocketChannel to, int messages, int bodyBytes) {
    ByteBuffer chunk = ByteBuffer.allocateDirect(Math.max(WRITE_BYTES, 4 + bodyBytes));
    try {
      for (int number = 0; number < messages; number++) {
        if (chunk.remaining() < 4 + bodyBytes) {
          drain(to, chunk);
        }
        chunk.putInt(bodyBytes).put(Body.make(bodyBytes, 0, number, System.nanoTime()));
      }
      drain(to, chunk);
      to.shutdownOutput();
    } catch (IOException e) {
      throw new IllegalStateException("the relay is gone", e);
    }
  }

  private static void drain(SocketChannel to, ByteBuffer chunk) throws IOException {
    chunk.flip();
    while (chunk.hasRemaining()) {
      int _ = to.write(chunk);
    }
    chunk.clear();
  }

  private static Seen receive(SocketChannel from, int bodyBytes) throws IOException {
    Seen seen = new Seen(1, bodyBytes);
    ByteBuffer chunk = ByteBuffer.allocateDirect(READ_BYTES + 4 + bodyBytes);
    while (from.read(chunk) >= 0) {
      chunk.flip();
      int at = 0;
      while (chunk.limit() - at >= 4 + bodyBytes) {
        seen.add(chunk, at + 4, chunk.getInt(at));
        at += 4 + bodyBytes;
      }
      chunk.position(at).compact();
    }
    return seen;
  }

  @Override
  public void close() {
    process.destroy();
  }
}
