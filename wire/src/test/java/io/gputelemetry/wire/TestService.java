package io.gputelemetry.wire;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Hands what arrives to the test, or echoes it at once. */
final class TestService implements FrameService {
  record Arrived(ByteBuffer body, FrameReply reply) {}

  static final String FAIL = "please fail";
  static final String HOLD = "hold";

  /** Frames that are not echoed. */
  final BlockingQueue<Arrived> held = new LinkedBlockingQueue<>();

  /** Reasons for which connections ended. */
  final BlockingQueue<String> ended = new LinkedBlockingQueue<>();

  /** What was said about peers with which TLS failed. */
  final BlockingQueue<String> disagreed = new LinkedBlockingQueue<>();

  @Override
  public void disagreed(InetSocketAddress peer, String reason) {
    disagreed.add(reason);
  }

  @Override
  public FrameHandler open(InetSocketAddress peer) {
    return new FrameHandler() {
      @Override
      public void received(ByteBuffer body, FrameReply reply) {
        String text = StandardCharsets.UTF_8.decode(body.duplicate()).toString();
        if (text.endsWith(FAIL)) {
          throw new IllegalStateException("as asked");
        }
        if (text.contains(HOLD)) {
          held.add(new Arrived(body, reply));
        } else {
          reply.send(List.of(body));
        }
      }

      @Override
      public void closed(String reason) {
        ended.add(reason);
      }
    };
  }

  @Override
  public ByteBuffer refusal(Refusal reason) {
    return text(reason.name());
  }

  Arrived awaitHeld() throws InterruptedException {
    return Peer.present(held.poll(10, TimeUnit.SECONDS), "no frame arrived");
  }

  String awaitEnd() throws InterruptedException {
    return Peer.present(ended.poll(10, TimeUnit.SECONDS), "no connection ended");
  }

  static ByteBuffer text(String text) {
    return StandardCharsets.UTF_8.encode(text);
  }
}
