package io.gputelemetry.queue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalDouble;

/**
 * A connected client, as it told of itself.
 *
 * @param instance the name the process gave itself; empty if it gave none
 * @param role for example {@code streamer}
 * @param address where it comes from
 * @param connectedAtMicros when this connection began, by the broker's clock
 * @param reportedAtMicros when its last report came, by the broker's clock; 0 if none came
 * @param problem what keeps it from working, in its own words; empty if nothing does
 * @param counters of its last report, in its order
 * @param drops what it left out on purpose since it started, as its last report says
 * @param source what it reads, in its own words; empty if it told none or was not asked for it
 */
public record ClientState(
    String instance,
    String role,
    String address,
    long connectedAtMicros,
    long reportedAtMicros,
    String problem,
    List<Counter> counters,
    List<Drop> drops,
    String source) {

  public ClientState {
    counters = List.copyOf(counters);
    drops = List.copyOf(drops);
  }

  /**
   * A counter of a client.
   *
   * @param perSecond how fast it grew between the last two reports that were at least a second
   *     apart; empty while there are no two, or if it fell
   */
  public record Counter(String name, long value, OptionalDouble perSecond) {}

  /** The same with what it reads. */
  public ClientState withSource(String text) {
    return new ClientState(
        instance,
        role,
        address,
        connectedAtMicros,
        reportedAtMicros,
        problem,
        counters,
        drops,
        text);
  }

  /** What it takes in a reply, in bytes. */
  public int bytes() {
    int bytes = InspectionCodec.CLIENT_BYTES_MIN;
    for (String text : List.of(instance, role, address, problem, source)) {
      bytes += text.getBytes(StandardCharsets.UTF_8).length;
    }
    for (Counter counter : counters) {
      bytes += InspectionCodec.COUNTER_BYTES_MIN + counter.name().length();
    }
    for (Drop drop : drops) {
      bytes += InspectionCodec.DROP_BYTES_MIN + drop.reason().length();
    }
    return bytes;
  }
}
