package io.gputelemetry.app.role;

import io.gputelemetry.app.ExitCode;
import io.gputelemetry.app.Machine;
import io.gputelemetry.app.command.Invocation;
import io.gputelemetry.app.demo.Demo;
import io.gputelemetry.app.logging.Logs;
import io.gputelemetry.app.settings.ProcessSettings;
import io.gputelemetry.app.settings.Role;
import io.gputelemetry.app.settings.Settings;
import io.gputelemetry.app.settings.UnknownVariables;
import io.gputelemetry.app.simulate.Simulations;
import io.gputelemetry.queue.QueueConnection;
import io.gputelemetry.runtime.metrics.Metrics;
import io.gputelemetry.store.SampleStore;
import java.io.PrintStream;
import java.time.Duration;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs whichever role was asked for until it ends. */
public final class RunningRoles implements Invocation.Roles {
  private static final Logger log = LoggerFactory.getLogger(RunningRoles.class);
  private static final Duration LONG = Duration.ofDays(1);

  private final Machine machine;
  private final String version;

  public RunningRoles(Machine machine, String version) {
    this.machine = machine;
    this.version = version;
  }

  @Override
  public ExitCode run(Settings settings) {
    return switch (settings.role()) {
      case ALL -> serve(settings, AllRole::start);
      case BROKER -> serve(settings, BrokerRole::start);
      case STORE -> serve(settings, StoreRole::start);
      case STREAMER -> serve(settings, StreamerRole::start);
      case COLLECTOR -> serve(settings, CollectorRole::start);
      case API -> serve(settings, ApiRole::start);
      case SIMULATE -> {
        configureLogs(settings, "", machine.err());
        yield Simulations.run(machine, settings);
      }
      case OPENAPI -> {
        configureLogs(settings, "", machine.err());
        yield Document.run(machine, settings);
      }
      case DEMO -> {
        Context context = context(settings, machine.err());
        yield new Demo(machine, chosen -> AllRole.start(with(context, chosen))).run(settings);
      }
      case CLIENT, OPERATOR ->
          throw new IllegalStateException("BUG: " + settings.role() + " is asked by its verbs");
    };
  }

  @Override
  public QueueConnection connect(Settings settings) {
    return new RemoteQueue(context(settings, machine.err())).connect();
  }

  @Override
  public SampleStore connectStore(Settings settings) {
    return RemoteStorePart.connect(context(settings, machine.err()));
  }

  private ExitCode serve(Settings settings, Function<Context, RunningRole> start) {
    Context context = context(settings, machine.out());
    UnknownVariables.warnings(settings.role(), machine.environment()).forEach(log::warn);
    RunningRole role = start.apply(context);
    if (context.access().isLocal()) {
      log.info(
          "no token is set: only this machine can connect; set TOKEN or TOKEN_FILE to serve"
              + " others");
    }
    machine.err().println("gpu-telemetry: " + word(settings.role()) + ": " + role.ready());
    awaitStop();
    log.info("stopping");
    return stop(role);
  }

  /** What needs another process has begun to wait for it; its health says when it is ready. */
  private static String word(Role role) {
    return switch (role) {
      case STREAMER, COLLECTOR, API -> "started (ready when /readyz says so)";
      default -> "ready";
    };
  }

  private ExitCode stop(RunningRole role) {
    try {
      role.close();
      log.info("stopped");
      return ExitCode.FINE;
    } catch (IllegalStateException e) {
      log.error("the stop was not clean; what was not finished is done after the next start", e);
      return ExitCode.IO;
    }
  }

  private void awaitStop() {
    try {
      boolean stopped = false;
      while (!stopped) {
        stopped = machine.end().awaitStop(LONG);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Context context(Settings settings, PrintStream logs) {
    String instance = Instance.name(machine, settings);
    configureLogs(settings, instance, logs);
    return new Context(
        machine,
        settings,
        Access.of(settings),
        instance,
        version,
        new Metrics(version, settings.role().command()));
  }

  private static Context with(Context context, Settings settings) {
    return new Context(
        context.machine(),
        settings,
        context.access(),
        context.instance(),
        context.version(),
        context.metrics());
  }

  private void configureLogs(Settings settings, String instance, PrintStream target) {
    String format = settings.get(ProcessSettings.LOG_FORMAT);
    boolean json = format.equals("json") || (format.equals("auto") && !machine.terminal());
    String role = settings.role().command();
    Logs.configure(
        new Logs.Form(settings.get(ProcessSettings.LOG_LEVEL), json, role, instance), target);
  }
}
