package io.gputelemetry.api;

import io.gputelemetry.runtime.http.Operation;
import io.gputelemetry.runtime.http.ProblemException;
import io.gputelemetry.runtime.http.Reply;
import io.gputelemetry.runtime.http.Request;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

/** Counts what the API answers, for its reports. */
final class ServedRequests {
  private final LongAdder answered = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder failed = new LongAdder();

  /** The same operation, counted. */
  Operation counted(Operation operation) {
    return new Operation(
        operation.method(),
        operation.path(),
        operation.id(),
        operation.docs(),
        operation.params(),
        operation.content(),
        operation.statuses(),
        operation.errors(),
        operation.mediaType(),
        operation.type(),
        operation.access(),
        counted(operation.handler()));
  }

  private Function<Request, Reply<?>> counted(Function<Request, ? extends Reply<?>> handler) {
    return request -> {
      try {
        Reply<?> reply = handler.apply(request);
        answered.increment();
        return reply;
      } catch (ProblemException e) {
        refused.increment();
        throw e;
      } catch (RuntimeException e) {
        failed.increment();
        throw e;
      }
    };
  }

  /** By the names under which they are reported. */
  Map<String, Long> counters() {
    Map<String, Long> counters = new LinkedHashMap<>();
    counters.put("requests_answered", answered.sum());
    counters.put("requests_refused", refused.sum());
    counters.put("requests_failed", failed.sum());
    return counters;
  }
}
