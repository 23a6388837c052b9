package io.gputelemetry.streamer.receive;

import io.avaje.jsonb.Json;
import io.gputelemetry.runtime.http.Doc;
import java.util.List;

/** The uploads that run, and the last hundred, the newest first. */
@Json(naming = Json.Naming.LowerUnderscore)
@Doc("The uploads that run, and the last hundred, the newest first.")
record CsvUploadList(@Doc("The uploads.") List<CsvUpload> uploads) {}
