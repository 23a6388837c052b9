package io.gputelemetry.broker;

/**
 * Who is connected.
 *
 * @param instance the name the process gave itself
 * @param role for example {@code streamer} or {@code collector}
 * @param address where it comes from; {@code in process} for a user of the library
 */
public record SessionInfo(String instance, String role, String address) {
  private static final int CHARS_MAX = 255;

  public SessionInfo {
    if (Math.max(instance.length(), Math.max(role.length(), address.length())) > CHARS_MAX) {
      throw new IllegalArgumentException("instance, role and address take at most 255 characters");
    }
  }

  /** A user in this process. */
  public static SessionInfo inProcess(String instance, String role) {
    return new SessionInfo(instance, role, "in process");
  }
}
