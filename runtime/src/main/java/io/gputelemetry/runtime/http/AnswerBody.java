package io.gputelemetry.runtime.http;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerResponse;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/**
 * The body of an answer while it is written. A short one is held back until it is whole: it is sent
 * with its length, and a failure can still become a problem. A longer one, or one that is flushed,
 * goes out as it comes, so that no answer is ever in memory as a whole.
 */
final class AnswerBody extends OutputStream {
  private static final int HELD_BACK = 64 * 1_024;
  private static final int PACKET = 32 * 1_024;

  private final ServerResponse response;
  private final boolean compressed;
  private final ByteArrayOutputStream begin = new ByteArrayOutputStream(2_048);
  private Optional<OutputStream> client = Optional.empty();

  /**
   * A body to be written.
   *
   * @param compressed whether it is compressed if that pays
   */
  AnswerBody(ServerResponse response, boolean compressed) {
    this.response = response;
    this.compressed = compressed;
  }

  @Override
  public void write(int one) throws IOException {
    write(new byte[] {(byte) one}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    if (client.isEmpty() && begin.size() + length <= HELD_BACK) {
      begin.write(bytes, offset, length);
    } else {
      client().write(bytes, offset, length);
    }
  }

  /** Sends what was written so far. */
  @Override
  public void flush() throws IOException {
    client().flush();
  }

  /** Ends the body. Not called after a failure, so that no client takes half of it for all. */
  @Override
  public void close() throws IOException {
    if (client.isPresent()) {
      client.get().close();
    } else {
      byte[] whole = begin.toByteArray();
      response.send(compressed && whole.length >= Compression.SMALLEST ? compress(whole) : whole);
    }
  }

  private byte[] compress(byte[] plain) {
    response.header(HeaderNames.CONTENT_ENCODING, "gzip");
    return Compression.compress(plain);
  }

  private OutputStream client() throws IOException {
    if (client.isEmpty()) {
      client = Optional.of(open());
      begin.writeTo(client.get());
    }
    return client.get();
  }

  private OutputStream open() throws IOException {
    if (compressed) {
      response.header(HeaderNames.CONTENT_ENCODING, "gzip");
    }
    OutputStream out = new BufferedOutputStream(new ClientStream(response.outputStream()), PACKET);
    return compressed ? Compression.stream(out) : out;
  }

  /** The same body for a writer that flushes and closes at its end by habit. */
  OutputStream unflushed() {
    return new OutputStream() {
      @Override
      public void write(int one) throws IOException {
        AnswerBody.this.write(one);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        AnswerBody.this.write(bytes, offset, length);
      }
    };
  }
}
