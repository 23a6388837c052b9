package io.gputelemetry.api.rest;

import io.avaje.jsonb.Json;
import io.gputelemetry.runtime.http.Doc;
import java.util.List;

@Json
@Doc("All metrics that have samples, ordered by name.")
record MetricList(
    @Doc("The metrics.") List<MetricView> data,
    @Doc(value = "How many there are.", example = "1") int count) {}
