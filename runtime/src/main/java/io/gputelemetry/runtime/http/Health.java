package io.gputelemetry.runtime.http;

import io.avaje.jsonb.Json;
import io.gputelemetry.runtime.http.Operation.Access;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a role's readiness depends on. Serves {@code /livez} (the process answers), {@code /readyz}
 * (every check passes, else 503 with the reasons), and the aliases {@code /healthz}, {@code
 * /health}, {@code /ready}.
 */
public record Health(List<Check> checks) {
  private static final Logger LOG = LoggerFactory.getLogger(Health.class);
  private static final String OK = "ok";

  public Health {
    checks = List.copyOf(checks);
  }

  /**
   * One thing that must be true.
   *
   * @param name for example {@code log} or {@code store}
   * @param problem empty if fine, else what is wrong; a check that throws is not fine
   * @param notice what to say of it while it is fine
   */
  public record Check(
      String name, Supplier<Optional<String>> problem, Supplier<Optional<String>> notice) {
    /** Of which there is nothing to say while it is fine. */
    public Check(String name, Supplier<Optional<String>> problem) {
      this(name, problem, Optional::empty);
    }
  }

  /** The health paths; open even where a token is needed. */
  public List<Operation> operations() {
    return List.of(
        get("/livez", "livez", "Answers as long as the process does")
            .json(Liveness.class, request -> new Liveness("up")),
        checked("/readyz", "readyz", "ready"),
        checked("/ready", "ready", "ready"),
        checked("/health", "health", "healthy"),
        checked("/healthz", "healthz", "healthy"));
  }

  private Operation checked(String path, String id, String fine) {
    return get(path, id, "Tells whether everything this process depends on is fine")
        .statuses(200, 503)
        .jsonReply(Readiness.class, request -> readiness(fine));
  }

  private static Operation.Builder get(String path, String id, String summary) {
    return Operation.get(path, id, summary).tag("health").access(Access.OPEN);
  }

  private Reply<Readiness> readiness(String fine) {
    List<Checked> checked = checks.stream().map(Health::check).toList();
    boolean allFine = checked.stream().allMatch(one -> one.status().equals(OK));
    return allFine
        ? Reply.of(200, new Readiness(fine, checked))
        : Reply.of(503, new Readiness("not " + fine, checked));
  }

  private static Checked check(Check check) {
    try {
      Optional<String> problem = check.problem().get();
      return problem.isEmpty()
          ? new Checked(check.name(), OK, check.notice().get().orElse(""))
          : new Checked(check.name(), "failed", problem.get());
    } catch (RuntimeException e) {
      LOG.warn("The health check {} failed itself", check.name(), e);
      return new Checked(check.name(), "failed", "the check itself failed, see the log");
    }
  }

  @Json
  @Doc("The process answers.")
  record Liveness(@Doc("Always up.") String status) {}

  @Json
  @Doc("Whether a role can do its work.")
  record Readiness(
      @Doc("ready or not ready; healthy or not healthy on the health paths.") String status,
      @Doc("Each thing that was checked.") List<Checked> checks) {}

  @Json
  @Doc("One thing that was checked.")
  record Checked(
      @Doc("What.") String name,
      @Doc("ok or failed.") String status,
      @Doc("What is wrong, also of something that works on all the same; empty if nothing is.")
          String problem) {}
}
