package io.gputelemetry.systemtests.simulation;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;

/**
 * Connections between clients and the broker. As over TCP a connection keeps the order of its
 * frames and loses none but at its end; two connections know nothing of each other, so what was
 * sent on a lost one may come in after its repetition.
 */
final class Network {
  /** The broker's end of the connections. */
  interface Server {
    /** False if nobody listens. */
    boolean opened(Link link);

    void arrived(Link link, ByteBuffer frame);

    void closed(Link link);
  }

  private static final long NOTICE_NANOS = 300 * Agenda.MILLI;

  private final Agenda agenda;
  private final Random random;
  private final Weather weather;
  private final TreeMap<Long, Link> links = new TreeMap<>();
  private final TreeMap<String, Long> cutOffUntil = new TreeMap<>();
  private long ids;
  private Server server = new Nobody();

  private static final class Nobody implements Server {
    @Override
    public boolean opened(Link link) {
      return false;
    }

    @Override
    public void arrived(Link link, ByteBuffer frame) {}

    @Override
    public void closed(Link link) {}
  }

  Network(Agenda agenda, Random random, Weather weather) {
    this.agenda = agenda;
    this.random = random;
    this.weather = weather;
  }

  void serve(Server atTheDoor) {
    server = atTheDoor;
  }

  Link connect(Link.ClientEnd client) {
    Link link = new Link(++ids, client);
    links.put(link.id(), link);
    agenda.at(
        link.up(arrival(client.name())),
        () -> {
          if (!server.opened(link)) {
            link.closeServer();
            breakAtClient(link, delay());
          }
        });
    return link;
  }

  void toServer(Link link, ByteBuffer frame) {
    agenda.at(
        link.up(arrival(link.client().name())),
        () -> {
          if (link.isServerOpen()) {
            server.arrived(link, frame);
          }
        });
  }

  void toClient(Link link, ByteBuffer frame) {
    agenda.at(
        link.down(arrival(link.client().name())),
        () -> {
          if (link.isClientOpen()) {
            link.client().frames().accept(frame);
          }
        });
  }

  /** The client lets go; what it sent may still arrive before the server sees the end. */
  void closeByClient(Link link) {
    if (link.closeClient()) {
      long last = link.up(agenda.now());
      boolean lost = random.nextBoolean();
      agenda.at(lost ? agenda.now() + notice() : last, () -> closeAtServer(link));
    }
  }

  /** The server lets go: what it sent still arrives. */
  void closeByServer(Link link) {
    if (link.closeServer()) {
      breakAtClient(link, link.down(agenda.now() + delay()) - agenda.now());
    }
  }

  /** The broker's process is gone, and the system with it or not. */
  void serverIsGone() {
    for (Link link : List.copyOf(links.values())) {
      closeByServer(link);
    }
    links.clear();
  }

  /** A connection that is open breaks, if there is one. */
  void breakSome() {
    List<Link> open = links.values().stream().filter(Link::isClientOpen).toList();
    if (!open.isEmpty()) {
      Link link = open.get(random.nextInt(open.size()));
      breakAtClient(link, notice());
      agenda.in(notice(), () -> closeAtServer(link));
    }
  }

  /** Holds back all frames of a client for a while. */
  void cutOff(String client, long nanos) {
    cutOffUntil.put(client, agenda.now() + nanos);
  }

  /** Nobody is cut off any more; frames that wait come when they would have come. */
  void heal() {
    cutOffUntil.clear();
  }

  List<String> clients() {
    return links.values().stream().map(link -> link.client().name()).distinct().toList();
  }

  private void breakAtClient(Link link, long delayNanos) {
    agenda.in(
        delayNanos,
        () -> {
          if (link.closeClient()) {
            link.client().broken().run();
          }
        });
  }

  private void closeAtServer(Link link) {
    links.remove(link.id());
    if (link.closeServer()) {
      server.closed(link);
    }
  }

  private long arrival(String client) {
    return Math.max(agenda.now(), cutOffUntil.getOrDefault(client, 0L)) + delay();
  }

  private long delay() {
    return 20_000 + (long) (random.nextDouble() * random.nextDouble() * weather.networkNanos());
  }

  private long notice() {
    return (long) (random.nextDouble() * NOTICE_NANOS);
  }
}
