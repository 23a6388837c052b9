package io.gputelemetry.app.role;

import io.gputelemetry.app.ExitCode;
import io.gputelemetry.app.StartException;
import io.gputelemetry.app.settings.Address;
import io.gputelemetry.runtime.http.HttpListener;
import io.gputelemetry.runtime.http.Operation;
import io.gputelemetry.wire.tls.Tls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Opens HTTP listeners. */
final class Listeners {
  private Listeners() {}

  /**
   * An address that a process is going to bind.
   *
   * @param setting the name of the setting that says where, for messages
   * @param choice the setting to choose another one with
   */
  record Wanted(String setting, String choice, Address asked) {
    Wanted(String setting, Address asked) {
      this(setting, setting, asked);
    }
  }

  /** What a listener serves, and how. */
  record Content(List<Operation> operations, Optional<Tls> tls) {
    private Optional<HttpListener.Secured> secured() {
      return tls.map(spoken ->
          new HttpListener.Secured(spoken.context(), Tls.PROTOCOLS, spoken.asksClients()));
    }
  }

  /**
   * Binds all of these for a moment: an address that is not available stops the start before
   * anything is written to the disk.
   *
   * @throws StartException if one is not available, or must not be bound without a token
   */
  static void requireFree(Context context, List<Wanted> listeners) {
    List<ServerSocket> bound = new ArrayList<>();
    try {
      for (Wanted wanted : listeners) {
        Address address = context.access().bind(wanted.setting(), wanted.asked());
        bound.add(bind(wanted.choice(), address));
      }
    } finally {
      bound.forEach(Listeners::release);
    }
  }

  private static ServerSocket bind(String setting, Address address) {
    try {
      return new ServerSocket(address.port(), 1, InetAddress.getByName(address.host()));
    } catch (IOException e) {
      throw unavailable(setting, address, e);
    }
  }

  private static void release(ServerSocket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new StartException(ExitCode.IO, "a listener cannot be closed: " + e.getMessage(), e);
    }
  }

  /**
   * Binds and serves.
   *
   * @param setting the name of the setting that says where, for messages
   */
  static HttpListener http(Context context, String setting, Address asked, Content content) {
    Address address = context.access().bind(setting, asked);
    HttpListener.Config config =
        new HttpListener.Config(
            address.host(),
            address.port(),
            context.access().bearers(),
            "gpu-telemetry " + context.settings().role().command(),
            context.version(),
            HttpListener.Limits.USUAL,
            content.secured());
    try {
      return HttpListener.start(config, content.operations());
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
