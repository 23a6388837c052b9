package io.gputelemetry.queue;

import io.gputelemetry.wire.FrameClient;
import io.gputelemetry.wire.HandshakeException;
import io.gputelemetry.wire.PeerRefusedException;
import io.gputelemetry.wire.Seconds;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/** Connects and says Hello. */
final class Handshake {
  private static final long HELLO_NUMBER = -1;

  /** What became of an attempt. */
  sealed interface Outcome {
    /** The broker knows us. */
    record Connected(FrameClient client) implements Outcome {}

    /** The broker does not want us, and repeating does not help. */
    record Rejected(QueueReply.Refused refusal) implements Outcome {}

    /** The broker was not reached, or cannot serve us now. */
    record Failed(String why) implements Outcome {}
  }

  private final TcpQueueConfig config;
  private final LongSupplier nanoTime;

  Handshake(TcpQueueConfig config, LongSupplier nanoTime) {
    this.config = config;
    this.nanoTime = nanoTime;
  }

  /** One attempt; takes at most twice the time to connect. */
  Outcome attempt() throws InterruptedException {
    FrameClient client;
    try {
      InetSocketAddress address = new InetSocketAddress(config.host(), config.port());
      client = FrameClient.connect(address, config.wire(), QueueFrame::correlation, nanoTime);
    } catch (IOException e) {
      return new Outcome.Failed(unreached(e));
    }
    Outcome outcome = sayHello(client);
    if (!(outcome instanceof Outcome.Connected)) {
      client.close();
    }
    return outcome;
  }

  private static String unreached(IOException failure) {
    return switch (failure) {
      case UnknownHostException _ -> "no such host: " + failure.getMessage();
      case SocketTimeoutException _ -> "the host does not answer";
      case ConnectException _ -> String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
      default -> failure.toString();
    };
  }

  private Outcome sayHello(FrameClient client) throws InterruptedException {
    try {
      long nanos = config.wire().connectTimeout().toNanos();
      ByteBuffer body =
          client
              .send(HELLO_NUMBER, RequestCodec.encode(HELLO_NUMBER, config.hello()))
              .get(nanos, TimeUnit.NANOSECONDS);
      return outcome(client, ReplyCodec.decode(body));
    } catch (ExecutionException e) {
      return new Outcome.Failed(reason(e.getCause() == null ? e : e.getCause()));
    } catch (TimeoutException e) {
      return new Outcome.Failed(
          "no answer to Hello in " + Seconds.of(config.wire().connectTimeout()));
    } catch (QueueFormatException e) {
      return new Outcome.Failed("the answer to Hello is none: " + e.getMessage());
    }
  }

  private static Outcome outcome(FrameClient client, QueueReply reply) {
    return switch (reply) {
      case QueueReply.Done _ -> new Outcome.Connected(client);
      case QueueReply.Refused refused when refused.error().retryable() ->
          new Outcome.Failed(refused.error() + ": " + refused.message());
      case QueueReply.Refused refused -> new Outcome.Rejected(refused);
      case QueueReply other -> new Outcome.Failed("no answer to Hello: " + other);
    };
  }

  /** What a failure of the connection means, with the server's own words if it had any. */
  static String reason(Throwable cause) {
    if (cause instanceof PeerRefusedException peer) {
      try {
        if (ReplyCodec.decode(peer.body()) instanceof QueueReply.Refused refused) {
          return "the broker ended the connection: " + refused.error() + ": " + refused.message();
        }
      } catch (QueueFormatException e) {
        return "the broker ended the connection with a frame that is none: " + e.getMessage();
      }
    }
    return cause instanceof HandshakeException
        ? String.valueOf(cause.getMessage())
        : cause.toString();
  }
}
