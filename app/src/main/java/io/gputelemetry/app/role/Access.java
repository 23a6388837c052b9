package io.gputelemetry.app.role;

import io.gputelemetry.app.ExitCode;
import io.gputelemetry.app.StartException;
import io.gputelemetry.app.settings.Address;
import io.gputelemetry.app.settings.BadSettingException;
import io.gputelemetry.app.settings.ProcessSettings;
import io.gputelemetry.app.settings.Settings;
import io.gputelemetry.broker.access.AccessRole;
import io.gputelemetry.broker.access.AccessToken;
import io.gputelemetry.runtime.http.HttpListener;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Who may connect: the tokens, and what follows from them for the addresses that are bound.
 *
 * @param tokens of which clients must present one; none means that nobody is asked. The first is
 *     what this process presents to others
 * @param insecure whether other machines may connect without one
 */
record Access(List<AccessToken> tokens, boolean insecure) {
  private static final String LOOPBACK = "127.0.0.1";
  private static final String EVERY_INTERFACE = "0.0.0.0";
  private static final Set<String> WILDCARDS = Set.of(EVERY_INTERFACE, "::", "0:0:0:0:0:0:0:0");

  Access {
    tokens = List.copyOf(tokens);
  }

  /**
   * The access that is configured.
   *
   * @throws BadSettingException if the token cannot be read or is none
   */
  static Access of(Settings settings) {
    Optional<String> token = settings.find(ProcessSettings.TOKEN);
    Optional<String> file = settings.find(ProcessSettings.TOKEN_FILE);
    return new Access(
        token
            .map(secret -> List.of(AccessToken.ofEverything(secret)))
            .or(() -> file.map(TokenFile::read))
            .orElse(List.of()),
        settings.get(ProcessSettings.INSECURE));
  }

  /** What this process presents to others; empty for none. */
  String token() {
    return tokens.isEmpty() ? "" : tokens.getFirst().secret();
  }

  /** The tokens for doors that know no roles. */
  List<String> secrets() {
    return tokens.stream().map(AccessToken::secret).toList();
  }

  /** The tokens for HTTP listeners. */
  List<HttpListener.Token> bearers() {
    return tokens.stream()
        .map(token ->
            new HttpListener.Token(
                token.secret(),
                token.roles().stream().map(AccessRole::word).collect(Collectors.toSet())))
        .toList();
  }

  /** Whether listeners without a host are reached from this machine only. */
  boolean isLocal() {
    return tokens.isEmpty() && !insecure;
  }

  /**
   * The address to bind.
   *
   * @param name of the setting, for messages
   * @throws StartException if other machines could reach it and must not
   */
  Address bind(String name, Address asked) {
    if (asked.host().isEmpty()) {
      return new Address(isLocal() ? LOOPBACK : EVERY_INTERFACE, asked.port());
    }
    if (isLocal() && !isLoopback(name, asked)) {
      throw new StartException(
          ExitCode.USAGE,
          name
              + " "
              + asked
              + " can be reached by other machines: set TOKEN or TOKEN_FILE, or"
              + " --insecure to do without");
    }
    return asked;
  }

  /** How this machine reaches what was bound for {@code asked}. */
  Address reachable(Address asked, int port) {
    boolean isWildcard = asked.host().isEmpty() || WILDCARDS.contains(asked.host());
    return new Address(isWildcard ? LOOPBACK : asked.host(), port);
  }

  private static boolean isLoopback(String name, Address asked) {
    try {
      return InetAddress.getByName(asked.host()).isLoopbackAddress();
    } catch (UnknownHostException e) {
      throw new StartException(
          ExitCode.UNAVAILABLE, name + ": the host name " + asked.host() + " is not known", e);
    }
  }
}
