package io.gputelemetry.broker;

import io.gputelemetry.queue.ClientState;
import io.gputelemetry.queue.DepartedDrops;
import io.gputelemetry.queue.Drop;
import io.gputelemetry.queue.QueueRequest.Report;
import io.gputelemetry.runtime.lifecycle.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * Who is connected, and what each told of itself last. In memory only; of a session that ends stays
 * what it left out. Any thread may call.
 */
final class Clients {
  /** Of an inspection, so that it fits a frame together with the topics. */
  static final int TOLD_MAX = 1_000;

  static final int TOLD_BYTES_MAX = 512 << 10;

  /** Over a shorter time a rate would be noise. */
  private static final long RATE_NANOS_MIN = 1_000_000_000;

  private static final double NANOS_PER_SECOND = 1e9;

  /** A report and when it came. */
  private record Received(Report report, long nanos, long epochMicros) {}

  /**
   * A session.
   *
   * @param base an older report than the last, by at least {@link #RATE_NANOS_MIN}
   */
  private record Client(
      SessionInfo info, long sinceMicros, Optional<Received> base, Optional<Received> last) {

    Client reported(Received report) {
      Optional<Received> next =
          last.filter(before -> report.nanos() - before.nanos() >= RATE_NANOS_MIN).or(() -> base);
      return new Client(info, sinceMicros, next, Optional.of(report));
    }

    ClientState state() {
      return new ClientState(
          info.instance(),
          info.role(),
          info.address(),
          sinceMicros,
          last.map(Received::epochMicros).orElse(0L),
          last.map(received -> received.report().problem()).orElse(""),
          last.map(this::counters).orElse(List.of()),
          drops(),
          last.map(received -> received.report().source()).orElse(""));
    }

    List<Drop> drops() {
      return last.map(received -> received.report().drops()).orElse(List.of());
    }

    private List<ClientState.Counter> counters(Received newest) {
      List<ClientState.Counter> counters = new ArrayList<>();
      newest
          .report()
          .counters()
          .forEach((name, value) ->
              counters.add(new ClientState.Counter(name, value, rate(newest, name, value))));
      return counters;
    }

    private OptionalDouble rate(Received newest, String name, long value) {
      Long before = base.map(older -> older.report().counters().get(name)).orElse(null);
      if (before == null || value < before) {
        return OptionalDouble.empty();
      }
      long nanos = newest.nanos() - base.orElseThrow().nanos();
      return OptionalDouble.of(((double) value - before) * NANOS_PER_SECOND / nanos);
    }
  }

  /**
   * As many clients as may be told of, the newest first; how many were left out; and what those
   * that are gone dropped.
   */
  record Told(List<ClientState> clients, int leftOut, List<DepartedDrops> departed) {
    /** Without what they read, for who does not know of it. */
    Told withoutSources() {
      return new Told(
          clients.stream().map(client -> client.withSource("")).toList(), leftOut, departed);
    }
  }

  private final Clock clock;
  private final ConcurrentSkipListMap<Long, Client> bySession = new ConcurrentSkipListMap<>();
  private final DepartedClients departed = new DepartedClients();

  Clients(Clock clock) {
    this.clock = clock;
  }

  void connected(long session, SessionInfo info) {
    bySession.put(
        session, new Client(info, clock.epochMicros(), Optional.empty(), Optional.empty()));
  }

  /** Keeps the report, unless the session is not listed. */
  void reported(long session, Report report) {
    Received received = new Received(report, clock.monotonicNanos(), clock.epochMicros());
    Client told = bySession.computeIfPresent(session, (_, client) -> client.reported(received));
    if (told != null) {
      departed.back(told.info(), report.drops());
    }
  }

  void gone(long session) {
    Client client = bySession.remove(session);
    if (client != null) {
      departed.gone(client.info(), client.drops());
    }
  }

  /** What to call a session; empty if it is gone or not listed. */
  String name(long session) {
    Client client = bySession.get(session);
    if (client == null) {
      return "";
    }
    String instance = client.info().instance();
    return instance.isEmpty() ? client.info().address() : instance;
  }

  /** In the order of arrival. */
  List<SessionInfo> sessions() {
    return bySession.values().stream().map(Client::info).toList();
  }

  Told told() {
    List<ClientState> told = new ArrayList<>();
    int bytes = 0;
    int leftOut = 0;
    for (Client client : bySession.descendingMap().values()) {
      ClientState state = client.state();
      bytes += state.bytes();
      if (leftOut == 0 && told.size() < TOLD_MAX && bytes <= TOLD_BYTES_MAX) {
        told.add(state);
      } else {
        leftOut++;
      }
    }
    return new Told(told, leftOut, departed.list());
  }
}
