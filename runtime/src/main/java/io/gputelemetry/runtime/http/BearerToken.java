package io.gputelemetry.runtime.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;

/**
 * The token that callers must present, kept and compared as a digest: the time a comparison takes
 * tells nothing about the token, not even its length.
 */
final class BearerToken {
  private static final String SCHEME = "bearer ";
  private final byte[] digest;

  BearerToken(String token) {
    this.digest = digest(token);
  }

  /** Whether an {@code Authorization} header presents the token. */
  boolean isPresentedBy(String authorization) {
    boolean bearer = authorization.toLowerCase(Locale.ROOT).startsWith(SCHEME);
    String presented = bearer ? authorization.substring(SCHEME.length()).strip() : "";
    return MessageDigest.isEqual(digest(presented), digest) && bearer;
  }

  private static byte[] digest(String token) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("BUG: every Java platform has SHA-256", e);
    }
  }
}
