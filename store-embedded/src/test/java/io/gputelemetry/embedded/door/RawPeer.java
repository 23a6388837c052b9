package io.gputelemetry.embedded.door;

import io.gputelemetry.store.frame.RandomFrames;
import io.gputelemetry.store.frame.ReplyCodec;
import io.gputelemetry.store.frame.RequestCodec;
import io.gputelemetry.store.frame.StoreFormatException;
import io.gputelemetry.store.frame.StoreFrame;
import io.gputelemetry.store.frame.StoreReply;
import io.gputelemetry.store.frame.StoreRequest;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;

/** A client that sends what it likes. */
final class RawPeer implements AutoCloseable {
  private static final int SMALL_BUFFER = 4096;

  private final Socket socket = new Socket();
  private final DataInputStream in;
  private final DataOutputStream out;

  RawPeer(int port) throws IOException {
    socket.setReceiveBufferSize(SMALL_BUFFER);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    socket.setSoTimeout(10_000);
    this.in = new DataInputStream(socket.getInputStream());
    this.out = new DataOutputStream(socket.getOutputStream());
  }

  static byte[] body(long number, StoreRequest request) {
    return RandomFrames.joined(RequestCodec.encode(number, request)).array();
  }

  void send(long number, StoreRequest request) throws IOException {
    sendBody(body(number, request));
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

  StoreReply receive(long number) throws IOException, StoreFormatException {
    byte[] body = new byte[in.readInt()];
    in.readFully(body);
    if (StoreFrame.correlation(ByteBuffer.wrap(body)) != number) {
      throw new AssertionError(
          "a reply to " + StoreFrame.correlation(ByteBuffer.wrap(body)) + ", not " + number);
    }
    return ReplyCodec.decode(ByteBuffer.wrap(body));
  }

  /** Any reply to a request. */
  StoreReply receive() throws IOException, StoreFormatException {
    byte[] body = new byte[in.readInt()];
    in.readFully(body);
    return ReplyCodec.decode(ByteBuffer.wrap(body));
  }

  boolean isAtEnd() throws IOException {
    return in.read() < 0;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
