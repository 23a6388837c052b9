package io.gputelemetry.wire;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;

/** Which tokens open the door; keeps their SHA-256 only and compares in constant time. */
public final class TokenCheck {
  private final List<byte[]> digests = new ArrayList<>();

  /** None means that everybody may come in. */
  public TokenCheck(List<String> tokens) {
    for (String token : tokens) {
      if (token.isEmpty()) {
        throw new IllegalArgumentException("an empty token");
      }
      digests.add(digest(token));
    }
  }

  /** Whether a token is asked for at all. */
  public boolean isRequired() {
    return !digests.isEmpty();
  }

  /** Whether this token opens the door. */
  public boolean accepts(String token) {
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
