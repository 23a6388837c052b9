package io.gputelemetry.app.role;

import io.gputelemetry.app.settings.Address;
import io.gputelemetry.app.settings.ListenerSettings;
import io.gputelemetry.runtime.http.Health;
import io.gputelemetry.runtime.http.HttpListener;
import io.gputelemetry.runtime.http.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The HTTP listener of a role that is about something else: health, metrics, and what it takes. */
final class Probes implements AutoCloseable {
  private final HttpListener listener;
  private final Address address;

  private Probes(HttpListener listener, Address address) {
    this.listener = listener;
    this.address = address;
  }

  /** What it will listen on. */
  static Listeners.Wanted listener(Context context) {
    return new Listeners.Wanted(
        "metrics-addr", context.settings().get(ListenerSettings.METRICS_ADDR));
  }

  static Probes start(Context context, List<Health.Check> checks) {
    return start(context, checks, List.of());
  }

  /** With what else the role serves. */
  static Probes start(Context context, List<Health.Check> checks, List<Operation> more) {
    Address asked = context.settings().get(ListenerSettings.METRICS_ADDR);
    List<Operation> operations = new ArrayList<>(new Health(checks).operations());
    operations.add(context.metrics().operation());
    operations.addAll(more);
    HttpListener listener =
        Listeners.http(
            context, "metrics-addr", asked, new Listeners.Content(operations, Optional.empty()));
    return new Probes(listener, context.access().reachable(asked, listener.port()));
  }

  @Override
  public String toString() {
    return "health and metrics http://" + address + "/";
  }

  @Override
  public void close() {
    listener.close();
  }
}
