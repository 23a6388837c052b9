package io.gputelemetry.systemtests.launch;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/** A process that connects many times and says nothing: the port, and how often. */
final class IdleClients {
  static final String CONNECTED = "connected";

  private IdleClients() {}

  public static void main(String[] arguments) throws IOException {
    InetSocketAddress address =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0]));
    List<SocketChannel> channels = new ArrayList<>();
    for (int i = Integer.parseInt(arguments[1]); i > 0; i--) {
      channels.add(SocketChannel.open(address));
    }
    System.out.println(CONNECTED + " " + channels.size());
    // The end of the input is the end of the test, or of the process that runs it.
    var _ = System.in.readAllBytes();
    for (SocketChannel channel : channels) {
      channel.close();
    }
  }
}
