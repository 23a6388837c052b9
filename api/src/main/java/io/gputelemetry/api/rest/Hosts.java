package io.gputelemetry.api.rest;

import static io.gputelemetry.api.rest.Guarded.guarded;

import io.gputelemetry.api.fleet.Fleet;
import io.gputelemetry.api.fleet.FleetState;
import io.gputelemetry.api.fleet.HostState;
import io.gputelemetry.runtime.http.Operation;
import io.gputelemetry.runtime.http.Param;
import io.gputelemetry.runtime.http.Request;
import java.util.List;
import java.util.Optional;

/** The hosts of the fleet: who is there, silent or missing. */
final class Hosts {
  private static final Param<Optional<String>> HOSTNAME =
      Param.text("hostname", "Only the host with this name.");

  private final Fleet fleet;

  Hosts(Fleet fleet) {
    this.fleet = fleet;
  }

  Operation operation() {
    return Operation.get(
            "/api/v1/hosts", "listHosts", "Lists hosts, their GPUs and what is missing")
        .description(
            "A GPU is silent when its last sample is older than the fleet's newest by more than"
                + " about one and a half sampling intervals; a GPU is missing when it was never"
                + " seen and the host should have it.")
        .tag("fleet")
        .params(HOSTNAME, Gpus.LIMIT, Cursor.PARAM)
        .errors(503)
        .json(HostPage.class, guarded(this::page));
  }

  private HostPage page(Request request) {
    Optional<String> hostname = request.get(HOSTNAME);
    int limit = request.get(Gpus.LIMIT);
    String query = "hosts " + hostname;
    // A name can be empty, a key cannot: it is the name behind a mark.
    Optional<String> after =
        Cursor.uuid(query, request.get(Cursor.PARAM)).map(key -> key.substring(1));
    FleetState state = fleet.read();
    List<HostState> behind =
        state.hosts().stream()
            .filter(host -> hostname.isEmpty() || hostname.get().equals(host.hostname()))
            .filter(host -> after.isEmpty() || host.hostname().compareTo(after.get()) > 0)
            .toList();
    boolean more = behind.size() > limit;
    List<HostView> data = behind.stream().limit(limit).map(HostView::of).toList();
    return new HostPage(
        data,
        data.size(),
        more,
        more ? Cursor.ofUuid(query, "/" + data.getLast().hostname()) : null,
        FleetView.of(state));
  }
}
