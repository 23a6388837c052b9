package io.gputelemetry.api.rest;

import io.gputelemetry.runtime.http.ProblemException;
import io.gputelemetry.runtime.http.Request;
import io.gputelemetry.store.StoreException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Handlers that read the store: while it is down they answer "later", not "failed". */
final class Guarded {
  private static final Logger LOG = LoggerFactory.getLogger(Guarded.class);
  private static final int RETRY_AFTER_SECONDS = 5;

  private Guarded() {}

  static <T> Function<Request, T> guarded(Function<Request, T> handler) {
    return request -> {
      try {
        return handler.apply(request);
      } catch (StoreException e) {
        if (!e.retryable()) {
          throw e;
        }
        LOG.warn("The store could not answer {}: {}", request.path(), e.getMessage());
        throw ProblemException.unavailable(
            "the store cannot answer now; the same request can succeed later", RETRY_AFTER_SECONDS);
      }
    };
  }
}
