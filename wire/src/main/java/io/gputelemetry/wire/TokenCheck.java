package io.gputelemetry.wire;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

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
    return digests.isEmpty() || find(token).isPresent();
  }

  /** Which token this is, by its place in the list. */
  public OptionalInt find(String token) {
    byte[] presented = digest(token);
    int found = -1;
    for (int i = 0; i < digests.size(); i++) {
      // No early exit: the time must not depend on which token is the right one.
      found = MessageDigest.isEqual(digests.get(i), presented) ? i : found;
    }
    return found < 0 ? OptionalInt.empty() : OptionalInt.of(found);
  }

  private static byte[] digest(String token) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("BUG: every Java has SHA-256", e);
    }
  }
}
