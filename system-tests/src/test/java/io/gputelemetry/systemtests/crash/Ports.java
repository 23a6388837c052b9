package io.gputelemetry.systemtests.crash;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Free ports on loopback, the same ones for every start of a process. */
public record Ports(int api, int tcp, int http) {
  /** Three that nobody uses. */
  public static Ports free() throws IOException {
    try (var api = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var tcp = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var http = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return new Ports(api.getLocalPort(), tcp.getLocalPort(), http.getLocalPort());
    }
  }
}
