package io.gputelemetry.broker;

/**
 * Who is connected.
 *
 * @param instance the name the process gave itself
 * @param role for example {@code streamer} or {@code collector}
 * @param address where it comes from; {@code in process} for a user of the library
 */
public record SessionInfo(String instance, String role, String address) {
  /** A user in this process. */
  public static SessionInfo inProcess(String instance, String role) {
    return new SessionInfo(instance, role, "in process");
  }
}
