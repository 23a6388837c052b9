package io.gputelemetry.runtime.http;

import io.helidon.webserver.CloseConnectionException;
import java.io.IOException;
import java.io.OutputStream;

/**
 * What is streamed to a client. A failure to write means that the client is gone, which is no
 * failure of the operation: it ends the connection and nothing more.
 */
final class ClientStream extends OutputStream {
  private final OutputStream out;

  ClientStream(OutputStream out) {
    this.out = out;
  }

  @Override
  public void write(int one) {
    write(new byte[] {(byte) one}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    try {
      out.write(bytes, offset, length);
    } catch (IOException | RuntimeException e) {
      throw gone(e);
    }
  }

  @Override
  public void flush() {
    try {
      out.flush();
    } catch (IOException | RuntimeException e) {
      throw gone(e);
    }
  }

  /** Ends the body; until then a client knows that it is not whole. */
  @Override
  public void close() {
    try {
      out.close();
    } catch (IOException | RuntimeException e) {
      throw gone(e);
    }
  }

  private static CloseConnectionException gone(Exception cause) {
    return new CloseConnectionException("the client is gone", cause);
  }
}
