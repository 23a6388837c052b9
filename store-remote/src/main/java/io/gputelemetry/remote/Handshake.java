package io.gputelemetry.remote;

import io.gputelemetry.store.frame.ReplyCodec;
import io.gputelemetry.store.frame.RequestCodec;
import io.gputelemetry.store.frame.StoreFormatException;
import io.gputelemetry.store.frame.StoreFrame;
import io.gputelemetry.store.frame.StoreReply;
import io.gputelemetry.wire.FrameClient;
import io.gputelemetry.wire.PeerRefusedException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
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
    /** The store knows us. */
    record Connected(FrameClient client) implements Outcome {}

    /** The store was not reached, or does not want us now. */
    record Failed(String why) implements Outcome {}
  }

  private final RemoteStoreConfig config;
  private final LongSupplier nanoTime;

  Handshake(RemoteStoreConfig config, LongSupplier nanoTime) {
    this.config = config;
    this.nanoTime = nanoTime;
  }

  /** One attempt; takes at most twice the time to connect. */
  Outcome attempt() throws InterruptedException {
    InetSocketAddress address = new InetSocketAddress(config.host(), config.port());
    if (address.isUnresolved()) {
      return new Outcome.Failed("the host name " + config.host() + " is not known");
    }
    FrameClient client;
    try {
      client = FrameClient.connect(address, config.wire(), StoreFrame::correlation, nanoTime);
    } catch (SocketTimeoutException e) {
      return new Outcome.Failed("no connection in " + seconds());
    } catch (IOException e) {
      return new Outcome.Failed(reason(e));
    }
    Outcome outcome = sayHello(client);
    if (!(outcome instanceof Outcome.Connected)) {
      client.close();
    }
    return outcome;
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
      return new Outcome.Failed("no answer to Hello in " + seconds());
    } catch (StoreFormatException e) {
      return new Outcome.Failed("the answer to Hello is none: " + e.getMessage());
    }
  }

  private String seconds() {
    return config.wire().connectTimeout().toMillis() / 1000.0 + " s";
  }

  private static Outcome outcome(FrameClient client, StoreReply reply) {
    return switch (reply) {
      case StoreReply.Done _ -> new Outcome.Connected(client);
      case StoreReply.Refused refused -> new Outcome.Failed(text(refused));
      case StoreReply other -> new Outcome.Failed("no answer to Hello: " + other);
    };
  }

  private static String text(StoreReply.Refused refused) {
    return refused.error() + ": " + refused.message();
  }

  /** What a failure of the connection means, with the server's own words if it had any. */
  static String reason(Throwable cause) {
    if (cause instanceof PeerRefusedException peer) {
      try {
        if (ReplyCodec.decode(peer.body()) instanceof StoreReply.Refused refused) {
          return "the store ended the connection: " + text(refused);
        }
      } catch (StoreFormatException e) {
        return "this is no store of our version: it answers with " + e.getMessage();
      }
    }
    String message = cause.getMessage();
    return message == null || message.isBlank()
        ? cause.getClass().getSimpleName()
        : message.substring(0, 1).toLowerCase(Locale.ROOT) + message.substring(1);
  }
}
