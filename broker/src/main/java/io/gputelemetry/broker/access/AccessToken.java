package io.gputelemetry.broker.access;

import java.util.Set;

/**
 * A token and what it is good for.
 *
 * @param secret what is presented
 * @param roles at least one
 */
public record AccessToken(String secret, Set<AccessRole> roles) {
  public AccessToken {
    roles = Set.copyOf(roles);
    if (secret.isEmpty() || roles.isEmpty()) {
      throw new IllegalArgumentException("a token needs a text and a role");
    }
  }

  /** A token that is good for everything. */
  public static AccessToken ofEverything(String secret) {
    return new AccessToken(secret, Set.of(AccessRole.ADMIN));
  }

  /** Without the secret: this can end up in a log. */
  @Override
  public String toString() {
    return "AccessToken" + roles;
  }
}
