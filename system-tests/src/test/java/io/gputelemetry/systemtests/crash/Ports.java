package io.gputelemetry.systemtests.crash;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/**
 * Free ports on loopback, the same ones for every start of a process. They lie below those that the
 * kernel gives away, so that nobody takes one while its process is down.
 */
public record Ports(int api, int tcp, int http, int store) {
  private static final int LOWEST = 12_000;
  private static final int HIGHEST = 32_000;

  /** Four that nobody uses. */
  public static Ports free() {
    List<Integer> ports =
        Stream.generate(() -> ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST))
            .filter(Ports::isFree)
            .distinct()
            .limit(4)
            .toList();
    return new Ports(ports.get(0), ports.get(1), ports.get(2), ports.get(3));
  }

  private static boolean isFree(int port) {
    try (var _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
