package io.gputelemetry.app.role;

import io.gputelemetry.app.ExitCode;
import io.gputelemetry.app.StartException;
import io.gputelemetry.app.settings.Address;
import io.gputelemetry.runtime.http.HttpListener;
import io.gputelemetry.runtime.http.Operation;
import java.io.IOException;
import java.util.List;

/** Opens HTTP listeners. */
final class Listeners {
  private Listeners() {}

  /**
   * Binds and serves.
   *
   * @param setting the name of the setting that says where, for messages
   */
  static HttpListener http(
      Context context, String setting, Address asked, List<Operation> operations) {
    Address address = context.access().bind(setting, asked);
    HttpListener.Config config =
        new HttpListener.Config(
            address.host(),
            address.port(),
            context.access().token(),
            "gpu-telemetry " + context.settings().role().command(),
            context.version(),
            HttpListener.Limits.USUAL);
    try {
      return HttpListener.start(config, operations);
    } catch (IOException e) {
      throw unavailable(setting, address, e);
    }
  }

  /** The address cannot be bound. */
  static StartException unavailable(String setting, Address address, IOException cause) {
    return new StartException(
        ExitCode.UNAVAILABLE,
        setting
            + " "
            + address
            + " is not available ("
            + Context.message(cause)
            + "); stop the process that listens there, or choose another one with --"
            + setting,
        cause);
  }
}
