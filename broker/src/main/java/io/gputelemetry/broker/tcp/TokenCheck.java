package io.gputelemetry.broker.tcp;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;

/** Which tokens open the door; keeps their SHA-256 only and compares in constant time. */
final class TokenCheck {
  private final List<byte[]> digests = new ArrayList<>();

  /** None means that everybody may come in. */
  TokenCheck(List<String> tokens) {
    for (String token : tokens) {
      if (token.isEmpty()) {
        throw new IllegalArgumentException("an empty token");
      }
      digests.add(digest(token));
    }
  }

  boolean isRequired() {
    return !digests.isEmpty();
  }

  boolean accepts(String token) {
    byte[] presented = digest(token);
    boolean accepted = digests.isEmpty();
    for (byte[] digest : digests) {
      // No early exit: the time must not depend on which token is the right one.
      accepted |= MessageDigest.isEqual(digest, presented);
    }
    return accepted;
  }

  private static byte[] digest(String token) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("BUG: every Java has SHA-256", e);
    }
  }
}
