package io.gputelemetry.broker.tcp;

import io.gputelemetry.runtime.json.JsonText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A client that writes JSON by hand. */
final class JsonPeer implements AutoCloseable {
  final RawPeer raw;

  JsonPeer(int port) throws IOException {
    raw = new RawPeer(port);
  }

  void send(String frame) throws IOException {
    send(frame.getBytes(StandardCharsets.UTF_8));
  }

  /** In one piece: two small writes would wait for each other's acknowledgement. */
  void send(byte[] body) throws IOException {
    raw.sendBytes(ByteBuffer.allocate(4 + body.length).putInt(body.length).put(body).array());
  }

  String receive() throws IOException {
    return new String(raw.receiveBody(), StandardCharsets.UTF_8);
  }

  /** The fields of the next frame. */
  Map<String, JsonText> fields() throws Exception {
    return JsonText.parse(ByteBuffer.wrap(raw.receiveBody())).fields();
  }

  String ask(String frame) throws IOException {
    send(frame);
    return receive();
  }

  @Override
  public void close() throws IOException {
    raw.close();
  }
}
