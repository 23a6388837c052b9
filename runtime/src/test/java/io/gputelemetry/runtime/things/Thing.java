package io.gputelemetry.runtime.things;

import io.avaje.jsonb.Json;
import io.gputelemetry.runtime.http.Doc;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

@Json(naming = Json.Naming.LowerUnderscore)
@Doc("A thing.")
public record Thing(
    @Doc(value = "Its name.", example = "bolt") String thingName,
    @Doc(value = "How many.", example = "3") int count,
    @Nullable Instant lastSeen,
    @Nullable Double value,
    @Json.Property("colour") Color color,
    List<@Nullable String> labels,
    Map<String, Long> sizes,
    @Nullable Part part) {}
