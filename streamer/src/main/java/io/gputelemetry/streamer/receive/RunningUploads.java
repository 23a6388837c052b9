package io.gputelemetry.streamer.receive;

import io.gputelemetry.runtime.http.ProblemException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The uploads that run, and the last ones that ended. Any thread may call. */
final class RunningUploads {
  private static final int KEPT = 100;
  private static final int RETRY_SECONDS = 1;

  private final int most;
  private final Set<String> running = new HashSet<>();
  private final Map<String, UploadProgress> known = new LinkedHashMap<>();

  RunningUploads(int most) {
    this.most = most;
  }

  /**
   * Lets an upload in; 409 if one of the same key runs, 503 if there are too many. True if one of
   * the same key was done, as far as that is remembered.
   */
  synchronized boolean begin(UploadProgress upload) {
    if (running.contains(upload.id())) {
      throw new ProblemException(
          409, "Idempotency-Key", "an upload with this key runs; ask for it, or wait for its end");
    }
    if (running.size() == most) {
      throw ProblemException.unavailable(
          "%d uploads run, which is all that are taken; nothing of this one was".formatted(most),
          RETRY_SECONDS);
    }
    running.add(upload.id());
    UploadProgress before = known.remove(upload.id());
    known.put(upload.id(), upload);
    forgetOld();
    return before != null && before.isDone();
  }

  private void forgetOld() {
    var all = known.keySet().iterator();
    for (int tooMany = known.size() - KEPT; tooMany > 0 && all.hasNext(); ) {
      if (!running.contains(all.next())) {
        all.remove();
        tooMany--;
      }
    }
  }

  synchronized void end(UploadProgress upload) {
    running.remove(upload.id());
  }

  synchronized Optional<CsvUpload> view(String id) {
    return Optional.ofNullable(known.get(id)).map(UploadProgress::view);
  }

  /** The newest first. */
  synchronized List<CsvUpload> views() {
    return known.values().stream().map(UploadProgress::view).toList().reversed();
  }
}
