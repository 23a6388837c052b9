package io.gputelemetry.app.role;

import io.gputelemetry.app.ExitCode;
import io.gputelemetry.app.StartException;
import io.gputelemetry.app.settings.Address;
import io.gputelemetry.app.settings.QueueSettings;
import io.gputelemetry.app.settings.Settings;
import io.gputelemetry.broker.Broker;
import io.gputelemetry.broker.BrokerConfig;
import io.gputelemetry.broker.SessionInfo;
import io.gputelemetry.broker.http.BrokerHttp;
import io.gputelemetry.broker.json.EventTimes;
import io.gputelemetry.broker.tcp.TcpDoor;
import io.gputelemetry.broker.topic.TopicConfig;
import io.gputelemetry.journal.DiskInUseException;
import io.gputelemetry.journal.JournalConfig;
import io.gputelemetry.journal.JournalDamagedException;
import io.gputelemetry.queue.QueueConnection;
import io.gputelemetry.runtime.http.HttpListener;
import io.gputelemetry.runtime.lifecycle.Lifecycle;
import io.gputelemetry.wire.FrameServerConfig;
import io.gputelemetry.wire.tls.Tls;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The broker of this process with its doors. */
final class QueuePart implements AutoCloseable {
  static final String DIRECTORY = "broker";

  /** Small logs have small segments, so that retention can drop some of them. */
  private static final int SEGMENTS = 16;

  private static final long SEGMENT_BYTES_MIN = 256 << 10;

  private final Context context;
  private final Optional<Tls> tls;
  private final Broker broker;
  private final EventTimes times;
  private final Lifecycle parts = new Lifecycle();

  private QueuePart(Context context, Optional<Tls> tls, Broker broker) {
    this.context = context;
    this.tls = tls;
    this.times = new EventTimes(context.machine().clock());
    this.broker = parts.started("broker", broker);
  }

  /** What it will listen on. */
  static List<Listeners.Wanted> listeners(Context context) {
    return List.of(
        new Listeners.Wanted("tcp-addr", Addresses.tcp(context.settings())),
        new Listeners.Wanted("http-addr", Addresses.http(context.settings())));
  }

  /** Opens the broker; its doors are opened one by one. */
  static QueuePart open(Context context, DataDirectory directory) {
    Optional<Tls> tls = Encryption.ofServer(context.settings());
    try {
      return new QueuePart(
          context,
          tls,
          Broker.open(
              directory.part(DIRECTORY),
              config(context.settings()),
              context.machine().clock(),
              context.machine().random(),
              context::diskFailed));
    } catch (JournalDamagedException e) {
      throw new StartException(ExitCode.DAMAGED, "the queue: " + Context.message(e), e);
    } catch (DiskInUseException e) {
      throw directory.inUse(e);
    } catch (IOException e) {
      throw new StartException(
          ExitCode.IO, "the queue in " + directory + " cannot be opened: " + Context.message(e), e);
    }
  }

  static BrokerConfig config(Settings settings) {
    JournalConfig usual = JournalConfig.DEFAULT;
    long maxBytes = settings.get(QueueSettings.MAX_LOG_BYTES);
    long segmentBytes = Math.clamp(maxBytes / SEGMENTS, SEGMENT_BYTES_MIN, usual.segmentBytes());
    JournalConfig journal =
        new JournalConfig(
            segmentBytes,
            maxBytes,
            settings.get(QueueSettings.MAX_LOG_AGE),
            usual.indexIntervalBytes());
    TopicConfig topic = BrokerConfig.DEFAULT.topic();
    Duration visibility = Duration.ofSeconds(settings.get(QueueSettings.VISIBILITY_TIMEOUT));
    return new BrokerConfig(
        new TopicConfig(
            journal,
            topic.limits().withVisibilityTimeout(visibility),
            topic.inboxEvents(),
            topic.inboxBytes(),
            topic.reserveBytes()),
        BrokerConfig.DEFAULT.topicsMax(),
        BrokerConfig.DEFAULT.drainTimeout());
  }

  /** A connection within this process. */
  QueueConnection connect(String role) {
    return context
        .machine()
        .connections()
        .apply(broker.connect(SessionInfo.inProcess(context.instance(), role)));
  }

  /** Opens the TCP door; returns its URL. */
  String openTcp() {
    Address asked = Addresses.tcp(context.settings());
    Address address = context.access().bind("tcp-addr", asked);
    try {
      TcpDoor door =
          new TcpDoor(
              FrameServerConfig.listeningOn(new InetSocketAddress(address.host(), address.port()))
                  .withTls(tls),
              context.access().tokens(),
              new TcpDoor.Engine(
                  peer ->
                      broker.connectToSend(
                          new SessionInfo(peer.instance(), peer.role(), peer.address())),
                  times),
              context.machine().clock()::monotonicNanos);
      parts.started("tcp door", door);
      return (tls.isPresent() ? "tls://" : "tcp://")
          + context.access().reachable(asked, door.port());
    } catch (IOException e) {
      throw Listeners.unavailable("tcp-addr", address, e);
    }
  }

  /** Opens the HTTP door; returns its URL, with a slash at the end. */
  String openHttp() {
    Address asked = Addresses.http(context.settings());
    BrokerHttp door = new BrokerHttp(broker, context.metrics(), times);
    HttpListener listener =
        parts.started(
            "http door",
            Listeners.http(
                context, "http-addr", asked, new Listeners.Content(door.operations(), tls)));
    // Closed first, so that nobody waits for a message while the listener waits for its requests.
    parts.started("http session", door);
    return (tls.isPresent() ? "https://" : "http://")
        + context.access().reachable(asked, listener.port())
        + "/";
  }

  /** What keeps it from working. */
  Optional<String> problem() {
    return broker.problem();
  }

  @Override
  public void close() {
    parts.close();
  }
}
