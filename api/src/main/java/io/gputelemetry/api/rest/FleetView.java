package io.gputelemetry.api.rest;

import io.avaje.jsonb.Json;
import io.gputelemetry.api.fleet.FleetState;
import io.gputelemetry.runtime.http.Doc;
import java.time.Instant;
import java.util.Locale;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

@Json(naming = Json.Naming.LowerUnderscore)
@Doc("The whole fleet, whatever the page shows of it.")
record FleetView(
    @Doc("When this was read, by the server's clock.") Instant at,
    @Doc("The time of the fleet's newest sample; null if there is none.") @Nullable Instant newest,
    @Doc(
            value =
                "live (samples come), stale (the newest is old by the server's clock, so every GPU"
                    + " is silent) or empty.",
            example = "live")
        String state,
    @Doc(
            value = "How far apart samples of a series usually are; null if it is not known yet.",
            example = "1.0")
        @Nullable Double samplingIntervalSeconds,
    @Doc(
            value = "A GPU whose last sample is older than the fleet's newest by more is silent.",
            example = "1.6")
        double silentAfterSeconds,
    @Doc(value = "Hosts.", example = "4") int hosts,
    @Doc(value = "GPUs that were seen.", example = "32") int gpus,
    @Doc(value = "GPUs that report.", example = "31") int reporting,
    @Doc(value = "GPUs that were seen and are silent.", example = "1") int silent,
    @Doc(value = "GPUs that should be there and were never seen.", example = "0") int missing) {

  private static final double MICROS = 1e6;

  static FleetView of(FleetState fleet) {
    OptionalLong newest = fleet.newestMicros();
    OptionalLong interval = fleet.rule().intervalMicros();
    return new FleetView(
        Micros.instant(fleet.atMicros()),
        newest.isPresent() ? Micros.instant(newest.getAsLong()) : null,
        fleet.status().name().toLowerCase(Locale.ROOT),
        interval.isPresent() ? interval.getAsLong() / MICROS : null,
        fleet.rule().silentAfterMicros() / MICROS,
        fleet.hosts().size(),
        fleet.gpus(),
        fleet.gpus() - fleet.silent(),
        fleet.silent(),
        fleet.missing());
  }
}
