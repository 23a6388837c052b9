package io.gputelemetry.api.rest;

import io.avaje.jsonb.Json;
import io.gputelemetry.api.fleet.HostState;
import io.gputelemetry.runtime.http.Doc;
import java.util.List;
import java.util.Locale;

@Json(naming = Json.Naming.LowerUnderscore)
@Doc("A host with the GPUs that sit in it.")
record HostView(
    @Doc(value = "Its name; empty for GPUs whose host is not known.", example = "sim-dgx-001")
        String hostname,
    @Doc("Its GPUs by index; a card that was replaced at its index is left out.")
        List<HostGpuView> gpus,
    @Doc(value = "How many GPUs are listed.", example = "7") int gpuCount,
    @Doc(
            value =
                "How many there should be: those that are known, up to the highest index, and as"
                    + " many as hosts with the same model usually have.",
            example = "8")
        int expectedCount,
    @Doc("The indexes at which a GPU should be and was never seen.") List<Integer> missing,
    @Doc(
            value =
                "reporting (all that should be there), degraded (some are silent or missing) or"
                    + " silent (none reports).",
            example = "degraded")
        String state) {

  static HostView of(HostState host) {
    return new HostView(
        host.hostname(),
        host.gpus().stream().map(HostGpuView::of).toList(),
        host.gpus().size(),
        host.expected(),
        host.missing(),
        host.status().name().toLowerCase(Locale.ROOT));
  }
}
