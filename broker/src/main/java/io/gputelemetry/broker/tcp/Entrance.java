package io.gputelemetry.broker.tcp;

import io.gputelemetry.broker.SessionInfo;
import io.gputelemetry.broker.access.AccessRole;
import io.gputelemetry.broker.access.Guard;
import io.gputelemetry.queue.QueueConnection;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets one TCP connection in to the engine: after a Hello with a valid token, or at once where no
 * token is asked for. Owned by the connection's reading thread.
 */
final class Entrance {
  private static final Logger LOG = LoggerFactory.getLogger(Entrance.class);

  private final TcpDoor.Admission admission;
  private final String address;
  private Optional<QueueConnection> session = Optional.empty();

  /** What became of a Hello. */
  enum Greeting {
    WELCOME,
    NO_TOKEN,
    TOO_LATE
  }

  Entrance(TcpDoor.Admission admission, String address) {
    this.admission = admission;
    this.address = address;
  }

  Greeting greet(String instance, String role, String token) {
    Set<AccessRole> roles = admission.guard().roles(token);
    if (roles.isEmpty()) {
      LOG.warn("{} {} from {} presented no valid token", role, instance, address);
      return Greeting.NO_TOKEN;
    } else if (session.isPresent()) {
      return Greeting.TOO_LATE;
    }
    SessionInfo info = new SessionInfo(instance, role, address);
    session = Optional.of(Guard.guarded(roles, () -> admission.engine().sessions().apply(info)));
    return Greeting.WELCOME;
  }

  /** Whether a Hello must come first. */
  boolean isStranger() {
    return admission.guard().isRequired() && session.isEmpty();
  }

  /** The session with the engine, which begins here if there was no Hello. Not for strangers. */
  QueueConnection session() {
    if (session.isEmpty()) {
      session = Optional.of(admission.engine().sessions().apply(new SessionInfo("", "", address)));
    }
    return session.orElseThrow();
  }

  /** What the messages of one frame may take. */
  int messageBytesMax() {
    return admission.messageBytesMax();
  }

  void close() {
    session.ifPresent(QueueConnection::close);
  }
}
