package io.gputelemetry.runtime.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The tokens of which callers must present one, kept and compared as digests: the time a comparison
 * takes tells nothing about a token, not even its length.
 */
final class BearerTokens {
  private static final String SCHEME = "bearer ";
  private final List<Known> known;

  /** What a caller is told. */
  enum Verdict {
    GRANTED,
    /** No token, or none of ours. */
    UNKNOWN,
    /** A token of ours that is not good for this. */
    WITHOUT_ROLE
  }

  private static final class Known {
    private final byte[] digest;
    private final Set<String> roles;

    Known(HttpListener.Token token) {
      this.digest = BearerTokens.digest(token.secret());
      this.roles = token.roles();
    }

    boolean isGood(List<String> needed) {
      return needed.isEmpty() || roles.isEmpty() || needed.stream().anyMatch(roles::contains);
    }
  }

  /** None means that nobody is asked. */
  BearerTokens(List<HttpListener.Token> tokens) {
    this.known = tokens.stream().map(Known::new).toList();
  }

  /** Whether an {@code Authorization} header presents a token with one of these roles. */
  Verdict check(String authorization, List<String> roles) {
    if (known.isEmpty()) {
      return Verdict.GRANTED;
    }
    boolean bearer = authorization.toLowerCase(Locale.ROOT).startsWith(SCHEME);
    byte[] presented = digest(bearer ? authorization.substring(SCHEME.length()).strip() : "");
    Verdict verdict = Verdict.UNKNOWN;
    for (Known token : known) {
      // No early exit: the time must not depend on which token is the right one.
      if (MessageDigest.isEqual(presented, token.digest) && bearer) {
        verdict = token.isGood(roles) ? Verdict.GRANTED : Verdict.WITHOUT_ROLE;
      }
    }
    return verdict;
  }

  private static byte[] digest(String token) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("BUG: every Java platform has SHA-256", e);
    }
  }
}
