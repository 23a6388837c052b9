package io.gputelemetry.queue;

import java.nio.ByteBuffer;

/**
 * What is published: an opaque payload with the few things a broker and a reader must know of it.
 *
 * @param contentType for example {@code application/vnd.gpu-telemetry.batch}; at most 255
 *     characters of printable ASCII
 * @param sampleCount samples inside, for the broker's counters; 0 when the payload holds none
 * @param payload read-only view of the bytes from position to limit; once it is published they must
 *     not be changed any more
 */
public record Message(String contentType, int sampleCount, ByteBuffer payload) {
  /** The content type of a sample batch. */
  public static final String SAMPLE_BATCH = "application/vnd.gpu-telemetry.batch";

  private static final int CONTENT_TYPE_MAX = 255;

  public Message {
    if (sampleCount < 0) {
      throw new IllegalArgumentException("sample count " + sampleCount);
    }
    if (contentType.length() > CONTENT_TYPE_MAX) {
      throw new IllegalArgumentException("content type of " + contentType.length() + " characters");
    }
    for (int i = 0; i < contentType.length(); i++) {
      if (contentType.charAt(i) < ' ' || contentType.charAt(i) > '~') {
        throw new IllegalArgumentException("content type is not printable ASCII");
      }
    }
    payload = payload.asReadOnlyBuffer();
  }
}
