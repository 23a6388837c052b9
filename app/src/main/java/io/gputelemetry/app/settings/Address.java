package io.gputelemetry.app.settings;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where to listen, or what to connect to.
 *
 * @param host a name or an IP address; empty when only a port was given
 * @param port 0 to 65535
 */
public record Address(String host, int port) {
  private static final Pattern FORM =
      Pattern.compile("(?:(?:\\[([0-9a-fA-F:.]+)]|([^\\s:/\\[\\]]*)):)?(\\d{1,5})");

  /**
   * Reads {@code host:port}, {@code [v6]:port}, {@code :port} or {@code port}.
   *
   * @throws IllegalArgumentException if it is none of these
   */
  public static Address parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("not an address");
    }
    int port = (int) Kind.inRange(Long.parseLong(matcher.group(3)), 0, 65_535);
    if (matcher.group(1) != null) {
      return new Address(matcher.group(1), port);
    }
    return new Address(matcher.group(2) == null ? "" : matcher.group(2), port);
  }

  static Kind<Address> kind() {
    return new Kind<>("ADDR", "host:port or :port, port 0 = any free one", Address::parse);
  }

  /** The form that {@link #parse} reads. */
  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
