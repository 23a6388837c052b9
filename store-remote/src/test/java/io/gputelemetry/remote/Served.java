package io.gputelemetry.remote;

import io.gputelemetry.embedded.door.StoreDoor;
import io.gputelemetry.store.SampleStore;
import io.gputelemetry.store.frame.StoreRequest;
import io.gputelemetry.wire.FrameClientConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/** A store behind a door on loopback, and clients of it. */
final class Served {
  static final String TOKEN = "the-right-token";

  private Served() {}

  static StoreDoor open(SampleStore store, int port) {
    try {
      var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
      return new StoreDoor(StoreDoor.listeningOn(address), List.of(TOKEN), store, System::nanoTime);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void close(StoreDoor door) {
    try {
      door.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  static RemoteStore connect(int port) {
    return connect(port, TOKEN, Duration.ofSeconds(20));
  }

  static RemoteStore connect(int port, String token, Duration timeout) {
    return connect(port, token, timeout, Duration.ofMillis(200));
  }

  static RemoteStore connect(int port, String token, Duration timeout, Duration backoffMax) {
    var hello = new StoreRequest.Hello("test-1", "test", token);
    String host = InetAddress.getLoopbackAddress().getHostAddress();
    var config =
        new RemoteStoreConfig(
            host, port, hello, timeout, timeout, backoffMax, FrameClientConfig.DEFAULTS);
    return new RemoteStore(config, System::nanoTime, new SplittableRandom(1));
  }
}
