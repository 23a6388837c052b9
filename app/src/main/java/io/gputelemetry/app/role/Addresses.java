package io.gputelemetry.app.role;

import static io.gputelemetry.app.settings.CollectorSettings.STORE_URL;
import static io.gputelemetry.app.settings.ListenerSettings.BROKER_LISTEN_ADDR;
import static io.gputelemetry.app.settings.ListenerSettings.HOST;
import static io.gputelemetry.app.settings.ListenerSettings.HTTP_ADDR;
import static io.gputelemetry.app.settings.ListenerSettings.HTTP_HOST;
import static io.gputelemetry.app.settings.ListenerSettings.HTTP_PORT;
import static io.gputelemetry.app.settings.ListenerSettings.LISTEN_ADDR;
import static io.gputelemetry.app.settings.ListenerSettings.PORT;
import static io.gputelemetry.app.settings.ListenerSettings.TCP_ADDR;
import static io.gputelemetry.app.settings.ListenerSettings.TCP_HOST;
import static io.gputelemetry.app.settings.ListenerSettings.TCP_PORT;
import static io.gputelemetry.app.settings.QueueSettings.MQ_BASE_URL;
import static io.gputelemetry.app.settings.QueueSettings.MQ_HOST;
import static io.gputelemetry.app.settings.QueueSettings.MQ_PORT;
import static io.gputelemetry.app.settings.QueueSettings.MQ_URL;

import io.gputelemetry.app.settings.Address;
import io.gputelemetry.app.settings.BadSettingException;
import io.gputelemetry.app.settings.Role;
import io.gputelemetry.app.settings.Setting;
import io.gputelemetry.app.settings.Settings;
import java.net.URI;
import java.util.List;

/** The addresses of a process, whichever of their forms they were given in. */
final class Addresses {
  private static final int QUEUE_PORT = 9000;
  private static final int STORE_PORT = 9002;
  private static final String TLS = "tls";

  private Addresses() {}

  /** Where the queue's binary protocol listens. */
  static Address tcp(Settings settings) {
    return joined(settings, settings.get(TCP_ADDR), TCP_HOST, TCP_PORT);
  }

  /** Where the queue's HTTP paths listen. */
  static Address http(Settings settings) {
    Address address = joined(settings, settings.get(HTTP_ADDR), HTTP_HOST, HTTP_PORT);
    return settings.role() == Role.BROKER
        ? settings.find(BROKER_LISTEN_ADDR).orElse(address)
        : address;
  }

  /** Where the API listens. */
  static Address api(Settings settings) {
    Address address = new Address(settings.get(HOST), settings.get(PORT));
    return settings.role() == Role.DEMO ? address : settings.find(LISTEN_ADDR).orElse(address);
  }

  private static Address joined(
      Settings settings, Address whole, Setting<String> host, Setting<Integer> port) {
    return new Address(
        settings.find(host).orElse(whole.host()), settings.find(port).orElse(whole.port()));
  }

  /**
   * Where a queue in another process is.
   *
   * @throws BadSettingException if the URL is none that this version can use
   */
  static Address queue(Settings settings) {
    if (settings.isChosen(MQ_HOST) || settings.isChosen(MQ_PORT)) {
      return new Address(
          settings.find(MQ_HOST).orElse("localhost"), settings.find(MQ_PORT).orElse(QUEUE_PORT));
    }
    if (settings.isChosen(MQ_BASE_URL)) {
      URI url = url(settings, MQ_BASE_URL, "http");
      return new Address(url.getHost(), QUEUE_PORT);
    }
    URI url = url(settings, MQ_URL, "tcp", TLS);
    return new Address(url.getHost(), url.getPort() < 0 ? QUEUE_PORT : url.getPort());
  }

  /**
   * Where a store in another process is.
   *
   * @throws BadSettingException if the URL is none that this version can use
   */
  static Address store(Settings settings) {
    URI url = url(settings, STORE_URL, "tcp", TLS);
    return new Address(url.getHost(), url.getPort() < 0 ? STORE_PORT : url.getPort());
  }

  /** Whether the queue in another process is spoken to with TLS. */
  static boolean isQueueTls(Settings settings) {
    boolean otherForm =
        settings.isChosen(MQ_HOST) || settings.isChosen(MQ_PORT) || settings.isChosen(MQ_BASE_URL);
    return !otherForm && TLS.equals(url(settings, MQ_URL, "tcp", TLS).getScheme());
  }

  /** Whether the store in another process is spoken to with TLS. */
  static boolean isStoreTls(Settings settings) {
    return TLS.equals(url(settings, STORE_URL, "tcp", TLS).getScheme());
  }

  private static URI url(Settings settings, Setting<String> setting, String... schemes) {
    String text = settings.get(setting);
    try {
      URI url = URI.create(text);
      if (List.of(schemes).contains(String.valueOf(url.getScheme())) && url.getHost() != null) {
        return url;
      }
    } catch (IllegalArgumentException e) {
      throw bad(settings, setting, text);
    }
    throw bad(settings, setting, text);
  }

  private static BadSettingException bad(Settings settings, Setting<String> setting, String text) {
    return new BadSettingException(
        setting.name()
            + " cannot be '"
            + text
            + "' ("
            + settings.origin(setting)
            + "); valid: "
            + setting.kind().valid());
  }
}
