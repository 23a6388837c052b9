package io.gputelemetry.runtime.things;

import io.avaje.jsonb.Json;
import io.gputelemetry.runtime.http.Doc;

/** A record with a value that may be anything, JSON that is passed on as it is included. */
@Json
@Doc("A parcel.")
public record Parcel(@Doc("Its name.") String name, @Doc("Anything.") Object content) {}
