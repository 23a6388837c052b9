package io.gputelemetry.runtime.things;

import io.avaje.jsonb.Json;

@Json
public record Part(boolean spare) {}
