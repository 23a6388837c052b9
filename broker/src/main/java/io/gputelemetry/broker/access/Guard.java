package io.gputelemetry.broker.access;

import io.gputelemetry.queue.QueueConnection;
import io.gputelemetry.wire.TokenCheck;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Supplier;

/** Knows the tokens of a door; without any, everybody may do everything. */
public final class Guard {
  private static final Set<AccessRole> NOBODY = Set.of();
  private static final Set<AccessRole> EVERYTHING = Set.of(AccessRole.ADMIN);

  private final TokenCheck check;
  private final List<AccessToken> tokens;

  public Guard(List<AccessToken> tokens) {
    this.tokens = List.copyOf(tokens);
    this.check = new TokenCheck(tokens.stream().map(AccessToken::secret).toList());
  }

  /** Whether a token is asked for at all. */
  public boolean isRequired() {
    return check.isRequired();
  }

  /** What a token is good for; nothing if it is none of ours. */
  public Set<AccessRole> roles(String secret) {
    if (!check.isRequired()) {
      return EVERYTHING;
    }
    OptionalInt found = check.find(secret);
    return found.isPresent() ? tokens.get(found.getAsInt()).roles() : NOBODY;
  }

  /** A session of somebody with these roles. */
  public static QueueConnection guarded(Set<AccessRole> roles, Supplier<QueueConnection> session) {
    return roles.contains(AccessRole.ADMIN)
        ? session.get()
        : new GuardedConnection(session.get(), roles);
  }
}
