package io.gputelemetry.api.rest;

import io.gputelemetry.api.rest.PipelineView.PipelineProcess;
import io.gputelemetry.queue.ClientState;
import io.gputelemetry.queue.Drop;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Connections as processes: those of one instance and role are one, and one of them reports. */
final class PipelineProcesses {
  private static final Comparator<PipelineProcess> ORDER =
      Comparator.comparing(PipelineProcess::role)
          .thenComparing(PipelineProcess::instance)
          .thenComparing(PipelineProcess::address);

  /** By this streamers that share targets know each other; it counts nothing. */
  private static final String MEMBERSHIP = "scrape_share_";

  private PipelineProcesses() {}

  /** What connections of one process share; one that gave itself no name is on its own. */
  private record Identity(String role, String instance, String address) {
    static Identity of(ClientState client) {
      return new Identity(
          client.role(), client.instance(), client.instance().isEmpty() ? client.address() : "");
    }
  }

  static List<PipelineProcess> of(List<ClientState> clients) {
    return byProcess(clients).map(PipelineProcesses::process).sorted(ORDER).toList();
  }

  /** Of each process the connection that reported last. */
  static List<ClientState> reporting(List<ClientState> clients) {
    return byProcess(clients).map(PipelineProcesses::newest).toList();
  }

  private static Stream<List<ClientState>> byProcess(List<ClientState> clients) {
    return clients.stream().collect(Collectors.groupingBy(Identity::of)).values().stream();
  }

  /** The first of those that are equal, which connected last. */
  private static ClientState newest(List<ClientState> connections) {
    return connections.stream()
        .reduce(
            (newest, each) -> each.reportedAtMicros() > newest.reportedAtMicros() ? each : newest)
        .orElseThrow();
  }

  private static PipelineProcess process(List<ClientState> connections) {
    ClientState newest = newest(connections);
    long connectedAt =
        connections.stream().mapToLong(ClientState::connectedAtMicros).min().orElseThrow();
    Map<String, Long> counters = new LinkedHashMap<>();
    Map<String, Double> rates = new LinkedHashMap<>();
    for (ClientState.Counter counter : newest.counters()) {
      if (counter.name().startsWith(MEMBERSHIP)) {
        continue;
      }
      counters.put(counter.name(), counter.value());
      counter.perSecond().ifPresent(rate -> rates.put(counter.name(), rate));
    }
    return new PipelineProcess(
        newest.instance(),
        newest.role(),
        newest.address(),
        newest.source(),
        Micros.instant(connectedAt),
        reportedAt(newest),
        newest.problem(),
        counters,
        rates,
        newest.drops().stream().mapToLong(Drop::count).sum(),
        byUnit(newest.drops()));
  }

  private static Map<String, Long> byUnit(List<Drop> drops) {
    Map<String, Long> byUnit = new TreeMap<>();
    drops.forEach(drop -> byUnit.merge(DropUnit.of(drop.reason()), drop.count(), Long::sum));
    return byUnit;
  }

  private static @Nullable Instant reportedAt(ClientState client) {
    return client.reportedAtMicros() == 0 ? null : Micros.instant(client.reportedAtMicros());
  }
}
