package io.gputelemetry.streamer.receive;

import io.gputelemetry.queue.Drops;
import io.gputelemetry.queue.MessageQueue;
import io.gputelemetry.runtime.http.Content;
import io.gputelemetry.runtime.http.Operation;
import io.gputelemetry.runtime.http.Param;
import io.gputelemetry.runtime.http.ProblemException;
import io.gputelemetry.runtime.http.Request;
import io.gputelemetry.runtime.lifecycle.Clock;
import io.gputelemetry.telemetry.MetricCatalogue;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * {@code POST /api/v1/csv/upload}: takes a CSV file over HTTP, and tells how far uploads are. Any
 * thread may call.
 */
public final class CsvUploads {
  private static final List<String> MEDIA_TYPES =
      List.of(
          "text/csv",
          "application/csv",
          "application/gzip",
          "application/zstd",
          "application/octet-stream");

  private static final Set<String> ENCODINGS = Set.of("gzip", "x-gzip", "zstd", "identity");

  private static final Param<String> ID = Param.path("id", "The upload, as its answer names it.");
  private static final Param<Optional<String>> KEY =
      Param.header(
          "Idempotency-Key",
          "A name for this file, of the sender's choice. What is sent again under the same key is"
              + " not stored again, as far as it is the same from the beginning.");

  private static final Param<Optional<String>> ENCODING =
      Param.header(
              "Content-Encoding",
              "gzip or zstd; a file that is compressed is known by its first bytes, too.")
          .map(CsvUploads::known);

  private static final int OK = 200;
  private static final int INTERNAL_ERROR = 500;
  private static final int TOO_MANY = 429;

  private final Config config;
  private final Environment environment;
  private final RunningUploads uploads;
  private final EventTimes times;
  private final RecentProblem problem;
  private final MetricCatalogue catalogue = MetricCatalogue.load();

  /**
   * What is taken.
   *
   * @param topic where rows are published
   * @param instance who publishes, for the batches' origin
   * @param maxBytes bytes of a file, as it is sent and as it is when it is decompressed; default 1
   *     GiB
   * @param concurrent uploads at the same time; default 8
   * @param patience how long an upload waits for a queue that takes nothing; default 30 s
   */
  public record Config(
      String topic, String instance, long maxBytes, int concurrent, Duration patience) {
    /** With the usual limits. */
    public Config(String topic, String instance) {
      this(topic, instance, 1L << 30, 8, Duration.ofSeconds(30));
    }
  }

  /**
   * What uploads work with.
   *
   * @param random for the identity of uploads without a key
   * @param drops where rows are counted that hold no sample
   * @param metrics where the others are
   */
  public record Environment(
      MessageQueue queue,
      Clock clock,
      RandomGenerator random,
      Drops drops,
      UploadMetrics metrics) {}

  public CsvUploads(Config config, Environment environment) {
    this.config = config;
    this.environment = environment;
    this.uploads = new RunningUploads(config.concurrent());
    this.times = new EventTimes(environment.clock());
    this.problem = new RecentProblem(environment.clock());
  }

  private static Optional<String> known(Optional<String> encoding) {
    encoding
        .map(name -> name.toLowerCase(Locale.ROOT))
        .filter(name -> !ENCODINGS.contains(name))
        .ifPresent(name -> {
          throw new ProblemException(
              415, "Content-Encoding", "a file can be plain, gzip or zstd, not \"" + name + "\"");
        });
    return encoding;
  }

  /** The operations, to be served by a listener. */
  public List<Operation> operations() {
    return List.of(
        Operation.post("/api/v1/csv/upload", "uploadCsv", "Publishes the rows of a CSV file")
            .description(
                "The first line names the columns; `metric_name`, `uuid` and `value` must be there."
                    + " Plain, gzip or Zstandard. The event time of a row is when it is read."
                    + " Answers when all rows are durable; bad rows are counted and left out.")
            .tag("csv")
            .params(KEY, ENCODING)
            .accepts(Content.stream(MEDIA_TYPES, config.maxBytes(), "The file."))
            .errors(408, 409, 411, 413, 429, 503, 507)
            .access(Operation.Access.oneOf(List.of("publish", "admin")))
            .json(CsvUpload.class, this::upload),
        Operation.get("/api/v1/csv/uploads", "listCsvUploads", "Lists recent uploads")
            .tag("csv")
            .json(CsvUploadList.class, _ -> new CsvUploadList(uploads.views())),
        Operation.get("/api/v1/csv/uploads/{id}", "csvUpload", "How far an upload is")
            .tag("csv")
            .params(ID)
            .errors(404)
            .json(CsvUpload.class, request -> view(request.get(ID))));
  }

  /** What they count, by the names under which a process reports to the broker. */
  public Map<String, Long> counters() {
    return environment.metrics().counters();
  }

  /** What keeps them from being taken, until one is or nobody tries any more. */
  public Optional<String> problem() {
    return problem.now();
  }

  private void failed(ProblemException e) {
    environment.metrics().ended(e.status());
    if (e.status() >= INTERNAL_ERROR || e.status() == TOO_MANY) {
      problem.failed("an upload was not taken: " + e.getMessage());
    }
  }

  /** So that a sender without a key can go on with one, if its file fails half way. */
  private String anyKey() {
    return "%016x".formatted(ProducerId.any(environment.random()));
  }

  private CsvUpload view(String id) {
    return uploads
        .view(id)
        .orElseThrow(() -> ProblemException.notFound("there is no upload " + id + " any more"));
  }

  private CsvUpload upload(Request request) {
    String key = request.get(KEY).orElseGet(this::anyKey);
    UploadProgress progress = new UploadProgress(key, environment.clock().epochMicros());
    boolean doneBefore = uploads.begin(progress);
    try {
      UploadBody body = new UploadBody(request.stream(), config.maxBytes(), progress);
      new Upload(config, environment, times, progress).run(body, catalogue);
      CsvUpload done = progress.done(environment.drops(), doneBefore);
      environment.metrics().ended(OK);
      problem.succeeded();
      return done;
    } catch (ProblemException e) {
      progress.failed(String.valueOf(e.getMessage()));
      failed(e);
      throw e;
    } catch (RuntimeException e) {
      progress.failed("the sender left before the end, or the server failed");
      environment.metrics().ended(INTERNAL_ERROR);
      throw e;
    } finally {
      uploads.end(progress);
    }
  }
}
