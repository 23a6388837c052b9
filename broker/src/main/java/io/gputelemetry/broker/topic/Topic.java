package io.gputelemetry.broker.topic;

import com.github.luben.zstd.util.Native;
import io.gputelemetry.broker.core.Answer;
import io.gputelemetry.broker.core.Event;
import io.gputelemetry.broker.core.Event.Asked;
import io.gputelemetry.broker.core.Event.Drain;
import io.gputelemetry.broker.core.Event.HandedOver;
import io.gputelemetry.broker.core.Event.SessionClosed;
import io.gputelemetry.broker.core.HandOver;
import io.gputelemetry.broker.core.TopicCore;
import io.gputelemetry.broker.ledger.StateFormatException;
import io.gputelemetry.broker.ledger.StateRecord.Configured;
import io.gputelemetry.broker.ledger.TopicLedger;
import io.gputelemetry.journal.Disk;
import io.gputelemetry.journal.GroupCommit;
import io.gputelemetry.journal.Journal;
import io.gputelemetry.queue.Compression;
import io.gputelemetry.queue.QueueError;
import io.gputelemetry.queue.QueueReply;
import io.gputelemetry.queue.QueueReply.Refused;
import io.gputelemetry.queue.QueueRequest;
import io.gputelemetry.queue.TopicSettings;
import io.gputelemetry.runtime.lifecycle.Clock;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/** One topic: its log, its rules and the thread that owns them. Any thread may ask. */
public final class Topic implements AutoCloseable {

  /**
   * What a topic is made of.
   *
   * @param disk its own directory
   * @param random its own, used by the owner's thread
   * @param instances what to call a session; for any thread
   * @param settings what was chosen for a topic that is made; one that is there has its own
   * @param isThere whether there is a topic of this name; for any thread
   * @param elsewhere publishes in another topic, never blocking
   * @param onFailure told once what ended the topic; from then on it answers nothing
   */
  public record Parts(
      String name,
      Disk disk,
      TopicConfig config,
      Clock clock,
      RandomGenerator random,
      TopicSettings settings,
      LongFunction<String> instances,
      Predicate<String> isThere,
      Function<QueueRequest.Publish, CompletableFuture<QueueReply>> elsewhere,
      Consumer<Throwable> onFailure) {}

  private final String name;
  private final TopicSettings settings;
  private final Function<QueueRequest.Publish, CompletableFuture<QueueReply>> elsewhere;
  private final Journal journal;
  private final JournalLog log;
  private final TopicTurn turn;
  private final Tickets tickets;
  private final GroupCommit<Event> owner;
  private final Consumer<Throwable> onFailure;
  private final int inboxEvents;

  private Topic(Parts parts, Journal journal, TopicLedger ledger) throws IOException {
    TopicConfig config = parts.config().with(ledger.settings());
    this.name = parts.name();
    this.settings = ledger.settings().or(parts.config().settings());
    this.elsewhere = parts.elsewhere();
    this.journal = journal;
    this.onFailure = parts.onFailure();
    this.inboxEvents = parts.config().inboxEvents();
    this.tickets = new Tickets(parts.config().inboxBytes());
    this.log =
        new JournalLog(journal, parts.disk(), config, compression(settings, config, parts.disk()));
    TopicCore core =
        new TopicCore(
            name,
            log,
            ledger,
            new TopicCore.Surroundings(
                config.limits(), settings, parts.random(), parts.instances(), parts.isThere()));
    this.turn = new TopicTurn(core, log, parts.clock(), this::answer, this::handOver);
    this.owner = new GroupCommit<>("topic-" + name, inboxEvents, turn, this::fail);
  }

  /**
   * Opens the topic's log, or makes it, and recovers the state from it. Nothing runs yet.
   *
   * @throws IOException if the log is damaged or was written by a newer version
   */
  public static Topic open(Parts parts) throws IOException {
    TopicLedger ledger = new TopicLedger(parts.config().limits().producersMax());
    ledger.apply(new Configured(parts.settings()));
    try {
      Journal journal =
          Journal.open(
              parts.disk(),
              parts.config().with(parts.settings()).journal(),
              ledger::snapshot,
              Journal.Replay.FROM_SNAPSHOT,
              ledger::replay);
      journal.bound(parts.config().with(ledger.settings()).journal());
      return new Topic(parts, journal, ledger);
    } catch (StateFormatException e) {
      throw new IOException("topic \"" + parts.name() + "\": " + e.getMessage(), e);
    }
  }

  private static Optional<BatchCompression> compression(
      TopicSettings settings, TopicConfig config, Disk disk) throws IOException {
    if (settings.compression() == Compression.NONE) {
      return Optional.empty();
    }
    Optional<String> problem = BatchCompression.problem(Native::load);
    if (problem.isPresent()) {
      throw new IOException(disk.location() + " is compressed, and " + problem.get());
    }
    return Optional.of(new BatchCompression(disk.location(), config.limits().batchBytesMax()));
  }

  /** Starts the owner's thread. */
  public void start() {
    owner.start();
  }

  /** One turn on the calling thread, instead of {@link #start}; returns how much there was. */
  public int doWork() throws IOException {
    try {
      return owner.doWork();
    } catch (IOException | RuntimeException e) {
      fail(e);
      throw e;
    }
  }

  /** Its name. */
  public String name() {
    return name;
  }

  /** How it is set up, nothing left open. */
  public TopicSettings settings() {
    return settings;
  }

  /** Asks the owner; the future completes on the owner's thread. */
  public CompletableFuture<QueueReply> ask(long session, QueueRequest request) {
    int bytes = request instanceof QueueRequest.Publish publish ? publish.stored().bytes() : 0;
    Optional<Tickets.Ticket> ticket = tickets.take(bytes);
    if (ticket.isEmpty()) {
      return refused(QueueError.BUSY, "too many bytes wait to be published");
    }
    return hand(ticket.get(), new Asked(ticket.get().number(), session, request));
  }

  /** Gives back what the session holds here. Waits if the inbox is full. */
  public void closeSession(long session) {
    boolean interrupted = false;
    while (true) {
      try {
        owner.put(new SessionClosed(session));
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Takes no new work from now on; completes when nothing is leased any more or the time is over.
   */
  public CompletableFuture<QueueReply> drain(Duration timeout) {
    Tickets.Ticket ticket = tickets.take();
    return hand(ticket, new Drain(ticket.number(), timeout.toMillis()));
  }

  /** What is wrong with it; empty if it works. */
  public Optional<String> problem() {
    return tickets
        .failure()
        .map(cause -> "topic \"" + name + "\" failed: " + cause)
        .or(() -> turn.problem().map(problem -> "topic \"" + name + "\": " + problem));
  }

  /** Producers that were forgotten since the broker started, because there were too many. */
  public long producersForgotten() {
    return turn.producersForgotten();
  }

  /** How often its log was synced since the broker started. */
  public long syncs() {
    return turn.syncs();
  }

  /** Ends like {@link #close}, but refuses what waits: the topic is to be deleted. */
  void end() throws IOException {
    owner.close();
    boolean worked = tickets.failure().isEmpty();
    tickets.refuse(QueueError.CLOSED, "the topic was deleted");
    closeLog(worked);
  }

  /** Applies what waits, ends the thread and closes the log. */
  @Override
  public void close() throws IOException {
    owner.close();
    boolean worked = tickets.failure().isEmpty();
    tickets.fail(new IOException("the broker is stopped"));
    closeLog(worked);
  }

  private void closeLog(boolean worked) throws IOException {
    log.release();
    if (worked) {
      journal.close();
    }
  }

  private CompletableFuture<QueueReply> hand(Tickets.Ticket ticket, Event event) {
    if (tickets.failure().isEmpty() && !owner.offer(event)) {
      tickets.complete(
          ticket.number(),
          new Refused(QueueError.BUSY, inboxEvents + " requests wait, or the broker is stopping"));
    }
    tickets.failIfBroken();
    return ticket.reply();
  }

  private static CompletableFuture<QueueReply> refused(QueueError error, String message) {
    return CompletableFuture.completedFuture(new Refused(error, message));
  }

  private void answer(Answer answer) {
    tickets.complete(answer.ticket(), answer.reply());
  }

  /** The answer that finds no room in the inbox is asked for again later. */
  private void handOver(HandOver message) {
    var _ =
        elsewhere
            .apply(message.publish())
            .handle((reply, failure) ->
                owner.offer(
                    new HandedOver(
                        message.id(),
                        failure == null
                            ? reply
                            : new Refused(QueueError.CLOSED, String.valueOf(failure)))));
  }

  private void fail(Throwable cause) {
    tickets.fail(cause);
    onFailure.accept(cause);
  }
}
