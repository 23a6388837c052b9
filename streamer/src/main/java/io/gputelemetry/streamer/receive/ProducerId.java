package io.gputelemetry.streamer.receive;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.random.RandomGenerator;

/** Under which identity an upload is published: positive, as every producer's. */
final class ProducerId {
  private ProducerId() {}

  /** The same for the same key, so that the broker recognises what is sent again. */
  static long of(String key) {
    return of(sha256().digest(key.getBytes(StandardCharsets.UTF_8)));
  }

  /** The same for the same hash. */
  static long of(byte[] hash) {
    return Math.max(ByteBuffer.wrap(hash).getLong() & Long.MAX_VALUE, 1);
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("BUG: every Java has SHA-256", e);
    }
  }

  static long any(RandomGenerator random) {
    return random.nextLong(1, Long.MAX_VALUE);
  }
}
