package io.gputelemetry.app.role;

import io.gputelemetry.app.ExitCode;
import io.gputelemetry.app.StartException;
import io.gputelemetry.app.settings.Address;
import io.gputelemetry.app.settings.BadSettingException;
import io.gputelemetry.app.settings.ProcessSettings;
import io.gputelemetry.app.settings.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * Who may connect: the token, and what follows from it for the addresses that are bound.
 *
 * @param token that clients must present; empty for none
 * @param insecure whether other machines may connect without one
 */
record Access(String token, boolean insecure) {
  private static final String LOOPBACK = "127.0.0.1";
  private static final String EVERY_INTERFACE = "0.0.0.0";
  private static final Set<String> WILDCARDS = Set.of(EVERY_INTERFACE, "::", "0:0:0:0:0:0:0:0");

  /**
   * The access that is configured.
   *
   * @throws BadSettingException if the token cannot be read or is none
   */
  static Access of(Settings settings) {
    Optional<String> token = settings.find(ProcessSettings.TOKEN);
    Optional<String> file = settings.find(ProcessSettings.TOKEN_FILE);
    return new Access(
        token.or(() -> file.map(Access::read)).orElse(""), settings.get(ProcessSettings.INSECURE));
  }

  private static String read(String file) {
    try {
      return ProcessSettings.TOKEN.kind().parser().apply(Files.readString(Path.of(file)).strip());
    } catch (IOException e) {
      throw new BadSettingException(
          "token-file " + file + " cannot be read; check its name and permissions");
    } catch (IllegalArgumentException e) {
      throw new BadSettingException(
          "token-file " + file + " holds no token; valid: " + ProcessSettings.TOKEN.kind().valid());
    }
  }

  /** Whether listeners without a host are reached from this machine only. */
  boolean isLocal() {
    return token.isEmpty() && !insecure;
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
