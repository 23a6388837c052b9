package io.gputelemetry.app.role;

import io.gputelemetry.app.ExitCode;
import io.gputelemetry.app.StartException;
import io.gputelemetry.app.settings.BadSettingException;
import io.gputelemetry.app.settings.Role;
import io.gputelemetry.app.settings.Setting;
import io.gputelemetry.app.settings.Settings;
import io.gputelemetry.app.settings.TlsSettings;
import io.gputelemetry.wire.tls.Tls;
import io.gputelemetry.wire.tls.TlsFileException;
import io.gputelemetry.wire.tls.TlsFiles;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** TLS as this process is configured for it. */
final class Encryption {
  private static final Logger log = LoggerFactory.getLogger(Encryption.class);

  private Encryption() {}

  /**
   * What the doors speak; empty for plain. A demonstration speaks with itself alone.
   *
   * @throws StartException if the files cannot be used
   */
  static Optional<Tls> ofServer(Settings settings) {
    if (settings.role() == Role.DEMO) {
      return Optional.empty();
    }
    Optional<TlsFiles.Own> own = own(settings);
    Optional<Path> clientCa = settings.find(TlsSettings.CLIENT_CA).map(Path::of);
    if (own.isEmpty() && clientCa.isPresent()) {
      throw new BadSettingException("tls-client-ca needs tls-certificate and tls-key, too");
    }
    return own.map(files ->
        made(() -> Tls.server(new TlsFiles(Optional.of(files), clientCa), Encryption::notice)));
  }

  /** How the queue in another process is spoken to; empty for plain. */
  static Optional<Tls> toQueue(Settings settings) {
    requireUse(settings);
    return Addresses.isQueueTls(settings) ? Optional.of(client(settings)) : Optional.empty();
  }

  /** How the store in another process is spoken to; empty for plain. */
  static Optional<Tls> toStore(Settings settings) {
    return Addresses.isStoreTls(settings) ? Optional.of(client(settings)) : Optional.empty();
  }

  /** Whoever names a CA must not find out later that nothing was encrypted. */
  private static void requireUse(Settings settings) {
    boolean named = settings.find(TlsSettings.CA).isPresent() || own(settings).isPresent();
    boolean store =
        switch (settings.role()) {
          case COLLECTOR, API -> Addresses.isStoreTls(settings);
          default -> false;
        };
    if (named && !store && !Addresses.isQueueTls(settings)) {
      throw new BadSettingException(
          "files for TLS are set, but mq-url does not begin with tls://; change it or unset them");
    }
  }

  private static Tls client(Settings settings) {
    Optional<Path> ca = settings.find(TlsSettings.CA).map(Path::of);
    return made(() -> Tls.client(new TlsFiles(own(settings), ca), Encryption::notice));
  }

  private static Optional<TlsFiles.Own> own(Settings settings) {
    Optional<Path> certificate = path(settings, TlsSettings.CERTIFICATE);
    Optional<Path> key = path(settings, TlsSettings.KEY);
    if (certificate.isPresent() != key.isPresent()) {
      throw new BadSettingException("tls-certificate and tls-key are needed together");
    }
    return certificate.map(file -> new TlsFiles.Own(file, key.orElseThrow()));
  }

  private static Optional<Path> path(Settings settings, Setting<String> setting) {
    return settings.find(setting).map(Path::of);
  }

  private interface Making {
    Tls make() throws TlsFileException;
  }

  private static Tls made(Making making) {
    try {
      return making.make();
    } catch (TlsFileException e) {
      throw new StartException(ExitCode.UNAVAILABLE, "TLS: " + Context.message(e), e);
    }
  }

  private static void notice(String text) {
    log.warn("{}", text);
  }
}
