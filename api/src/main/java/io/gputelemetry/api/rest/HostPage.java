package io.gputelemetry.api.rest;

import io.avaje.jsonb.Json;
import io.gputelemetry.runtime.http.Doc;
import java.util.List;
import org.jspecify.annotations.Nullable;

@Json(naming = Json.Naming.LowerUnderscore)
@Doc("A page of hosts, ordered by name.")
record HostPage(
    @Doc("The hosts.") List<HostView> data,
    @Doc(value = "How many are on this page.", example = "1") int count,
    @Doc("Whether there are more behind this page.") boolean hasMore,
    @Doc("What to send as cursor to get the next page; null when there is none.")
        @Nullable String nextCursor,
    @Doc("The fleet as a whole.") FleetView fleet) {}
