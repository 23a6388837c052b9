package io.gputelemetry.runtime.http;

import io.helidon.http.HttpException;
import io.helidon.http.RequestException;
import io.helidon.webserver.CloseConnectionException;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketAddress;
import java.util.Optional;

/**
 * A body as it arrives, up to its limit. A client that stops in the middle is given up after as
 * long as it may take for a request's head; how slow it is otherwise does not matter.
 */
final class AwaitedBody extends InputStream {
  private final InputStream body;
  private final OpenConnections connections;
  private final SocketAddress client;
  private final long maxBytes;
  private long count;

  AwaitedBody(InputStream body, OpenConnections connections, SocketAddress client, long maxBytes) {
    this.body = body;
    this.connections = connections;
    this.client = client;
    this.maxBytes = maxBytes;
  }

  @Override
  public int read() {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) {
    int read = awaited(target, offset, length);
    count += Math.max(read, 0);
    if (count > maxBytes) {
      throw new ProblemException(413, "body", TransportProblems.tooLarge(maxBytes));
    }
    return read;
  }

  private int awaited(byte[] target, int offset, int length) {
    connections.bodyAwaited(client);
    try {
      int read = body.read(target, offset, length);
      connections.bodyArrived(client);
      return read;
    } catch (IOException | RuntimeException e) {
      if (connections.bodyArrived(client)) {
        throw new ProblemException(408, "body", "the body stopped before its end; send it again");
      }
      throw refused(e)
          .orElseGet(
              () -> new CloseConnectionException("the client left before the end of its body", e));
    }
  }

  /** The server itself refuses a body, for example as too large: that is an answer, and no loss. */
  private static Optional<RuntimeException> refused(Exception e) {
    return switch (e) {
      case RequestException refused -> Optional.of(refused);
      case HttpException refused -> Optional.of(refused);
      default -> Optional.empty();
    };
  }

  @Override
  public void close() throws IOException {
    body.close();
  }
}
