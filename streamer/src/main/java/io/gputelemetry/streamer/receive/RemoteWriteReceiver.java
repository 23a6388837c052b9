package io.gputelemetry.streamer.receive;

import io.gputelemetry.exposition.remotewrite.RemoteWriteFormatException;
import io.gputelemetry.exposition.remotewrite.RemoteWriteReader;
import io.gputelemetry.exposition.remotewrite.RemoteWriteVersion;
import io.gputelemetry.queue.Drops;
import io.gputelemetry.queue.MessageQueue;
import io.gputelemetry.runtime.http.Content;
import io.gputelemetry.runtime.http.Operation;
import io.gputelemetry.runtime.http.Param;
import io.gputelemetry.runtime.http.ProblemException;
import io.gputelemetry.runtime.http.Reply;
import io.gputelemetry.runtime.http.Request;
import io.gputelemetry.runtime.lifecycle.Clock;
import io.gputelemetry.runtime.metrics.Metrics;
import io.gputelemetry.streamer.batch.BatchEncoder;
import io.gputelemetry.telemetry.MetricCatalogue;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Takes Prometheus remote write, 1.0 and 2.0, and publishes the samples of GPUs. A request is
 * answered 204 when its samples are durable in the queue, never before. Any thread may call.
 */
public final class RemoteWriteReceiver {
  private static final int BUSY_RETRY_SECONDS = 1;
  private static final int INTERNAL_ERROR = 500;
  private static final int NO_CONTENT = 204;
  private static final String NONE = "0";

  /** Drops by the statuses after which a sender gives its request up. */
  private static final Map<Integer, String> REFUSED =
      Map.of(
          400, "write_malformed",
          408, "write_cut_short",
          411, "write_without_length",
          413, "write_too_large",
          415, "write_unknown_type");

  private static final Param<Optional<String>> CONTENT_TYPE =
      Param.header(
          "Content-Type",
          "application/x-protobuf, with proto=io.prometheus.write.v2.Request for version 2.0.");

  private static final Param<Optional<String>> CONTENT_ENCODING =
      Param.header("Content-Encoding", "snappy (its block format); nothing means the same.");

  private final ReceiverConfig config;
  private final Environment environment;
  private final RemoteWriteReader reader;
  private final SeriesCache cache;
  private final BatchEncoder encoder;
  private final QueuePublish publish;
  private final ReceiverMetrics metrics;
  private final Semaphore turns;
  private final RecentProblem problem;

  /**
   * What a receiver works with.
   *
   * @param instance the name of this process, at most 200 characters; stands on every batch
   * @param queue stays open
   * @param drops where it counts what is left out
   */
  public record Environment(
      String instance,
      MessageQueue queue,
      Clock clock,
      MetricCatalogue catalogue,
      Metrics metrics,
      Drops drops) {}

  /** One process has one receiver: its metrics are registered here. */
  public RemoteWriteReceiver(ReceiverConfig config, Environment environment) {
    this.config = config;
    this.environment = environment;
    this.reader = new RemoteWriteReader(config.contentBytesMax());
    this.cache =
        new SeriesCache(config.seriesMax(), config.seriesBytesMax(), environment.catalogue());
    this.encoder =
        new BatchEncoder(
            environment.instance(),
            environment.instance() + "/write/",
            environment.clock(),
            BatchEncoder.MESSAGE_BYTES_MAX);
    this.metrics = new ReceiverMetrics(environment.metrics().registry(), cache::size);
    this.publish =
        new QueuePublish(environment.queue(), config, environment.clock(), metrics::taken);
    this.turns = new Semaphore(config.requestsMax());
    this.problem = new RecentProblem(environment.clock());
  }

  /** What a listener serves: {@code POST /api/v1/write}, for whoever may publish. */
  public List<Operation> operations() {
    return List.of(
        Operation.post("/api/v1/write", "remoteWrite", "Takes Prometheus remote write")
            .description(
                "Versions 1.0 and 2.0. Answers 204 when the samples are durable in the queue, with"
                    + " the headers `X-Prometheus-Remote-Write-Samples-Written` and so on: samples"
                    + " that are left out (series without a GPU, no value, impossible times) are"
                    + " not in these counts. A request that was answered 503, or not at all, can be"
                    + " sent again: its samples are stored once.")
            .tag("receive")
            .params(CONTENT_TYPE, CONTENT_ENCODING)
            .accepts(
                Content.bytes(
                    List.of(RemoteWriteVersion.MEDIA_TYPE),
                    config.bodyBytesMax(),
                    "A WriteRequest, compressed by snappy."))
            .statuses(NO_CONTENT)
            .errors(411, 413, 415, 503)
            .access(Operation.Access.oneOf(List.of("publish", "admin")))
            .nothing(this::answer));
  }

  /** What it counts, by the names under which a process reports to the broker. */
  public Map<String, Long> counters() {
    return metrics.counters();
  }

  private Reply<Reply.Body> answer(Request request) {
    int status = INTERNAL_ERROR;
    try {
      Reply<Reply.Body> reply = write(request);
      status = reply.status();
      problem.succeeded();
      return reply;
    } catch (ProblemException e) {
      status = e.status();
      refused(e);
      throw e;
    } finally {
      metrics.answered(status);
    }
  }

  /** What its sender gives up is gone, and what it sends again keeps it waiting. */
  private void refused(ProblemException e) {
    String reason = REFUSED.get(e.status());
    if (reason != null) {
      environment.drops().add(reason, 1);
    } else {
      problem.failed("a remote write was not taken: " + e.getMessage());
    }
  }

  /** What keeps requests from being taken, until one is or nobody tries any more. */
  public Optional<String> problem() {
    return problem.now();
  }

  private Reply<Reply.Body> write(Request request) {
    RemoteWriteVersion version = version(request);
    requireTurn();
    try {
      // The body is read in its turn, too: that bounds what all of them take.
      ReceivedSamples received = read(version, request.body());
      publish.all(received.messages());
      received.leftOut().countTo(environment.drops());
      return Reply.of(NO_CONTENT, Reply.NOTHING)
          .with(RemoteWriteVersion.SAMPLES_WRITTEN, Long.toString(received.taken()))
          .with(RemoteWriteVersion.HISTOGRAMS_WRITTEN, NONE)
          .with(RemoteWriteVersion.EXEMPLARS_WRITTEN, NONE);
    } finally {
      turns.release();
    }
  }

  private static RemoteWriteVersion version(Request request) {
    String encoding = request.get(CONTENT_ENCODING).orElse(RemoteWriteVersion.CONTENT_ENCODING);
    if (!encoding.equalsIgnoreCase(RemoteWriteVersion.CONTENT_ENCODING)) {
      throw new ProblemException(
          415,
          "Content-Encoding",
          "a body encoded by \"" + encoding + "\" is not taken here; valid: snappy");
    }
    String type = request.get(CONTENT_TYPE).orElse("");
    return RemoteWriteVersion.of(type)
        .orElseThrow(() ->
            new ProblemException(
                415,
                "Content-Type",
                "a body of type \"%s\" is not taken here; valid: %s, %s"
                    .formatted(
                        type,
                        RemoteWriteVersion.V1.contentType(),
                        RemoteWriteVersion.V2.contentType())));
  }

  private void requireTurn() {
    try {
      if (turns.tryAcquire(config.requestWait().toNanos(), TimeUnit.NANOSECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw ProblemException.unavailable(
        config.requestsMax() + " requests are in work already; send this one again",
        BUSY_RETRY_SECONDS);
  }

  private ReceivedSamples read(RemoteWriteVersion version, byte[] body) {
    ReceivedSamples received =
        new ReceivedSamples(cache, encoder, environment.clock().epochMicros());
    try {
      RemoteWriteReader.Contents contents = reader.read(version, body, received);
      received.leftOut().histograms(contents.histograms());
      received.leftOut().exemplars(contents.exemplars());
      return received;
    } catch (RemoteWriteFormatException e) {
      throw new ProblemException(
          e.isTooLarge() ? 413 : 400, "body", String.valueOf(e.getMessage()));
    }
  }
}
