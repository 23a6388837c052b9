package io.gputelemetry.broker.tcp;

import io.gputelemetry.queue.QueueFormatException;
import io.gputelemetry.queue.QueueFrame;
import io.gputelemetry.queue.QueueReply;
import io.gputelemetry.queue.QueueRequest;
import io.gputelemetry.queue.ReplyCodec;
import io.gputelemetry.queue.RequestCodec;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.List;

/** A client that sends what it likes. */
final class RawPeer implements AutoCloseable {
  private final Socket socket;
  private final DataInputStream in;
  private final DataOutputStream out;

  RawPeer(int port) throws IOException {
    this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(10_000);
    this.in = new DataInputStream(socket.getInputStream());
    this.out = new DataOutputStream(socket.getOutputStream());
  }

  static byte[] frame(long number, QueueRequest request) {
    List<ByteBuffer> parts = RequestCodec.encode(number, request);
    ByteBuffer frame = ByteBuffer.allocate(parts.stream().mapToInt(ByteBuffer::remaining).sum());
    parts.forEach(part -> frame.put(part.duplicate()));
    return frame.array();
  }

  void send(long number, QueueRequest request) throws IOException {
    sendBody(frame(number, request));
  }

  void sendBody(byte... body) throws IOException {
    out.writeInt(body.length);
    out.write(body);
    out.flush();
  }

  void sendBytes(byte... bytes) throws IOException {
    out.write(bytes);
    out.flush();
  }

  byte[] receiveBody() throws IOException {
    byte[] body = new byte[in.readInt()];
    in.readFully(body);
    return body;
  }

  QueueReply receive(long number) throws IOException, QueueFormatException {
    ByteBuffer body = ByteBuffer.wrap(receiveBody());
    if (QueueFrame.correlation(body) != number) {
      throw new AssertionError("a reply to " + QueueFrame.correlation(body) + ", not " + number);
    }
    return ReplyCodec.decode(body);
  }

  /** Reads until the server closes. */
  void drain() throws IOException {
    var _ = in.readAllBytes();
  }

  boolean isAtEnd() throws IOException {
    return in.read() < 0;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
