package io.gputelemetry.systemtests.simulation;

import io.gputelemetry.broker.Broker;
import io.gputelemetry.broker.BrokerConfig;
import io.gputelemetry.broker.SessionInfo;
import io.gputelemetry.journal.JournalDamagedException;
import io.gputelemetry.queue.QueueConnection;
import io.gputelemetry.systemtests.simulation.history.History;
import java.io.IOException;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;

/** The computer of the broker: its disk, and the process that is started again when it ended. */
final class Machine {
  /** What ends a process between two calls to the disk. */
  enum Blow {
    KILL,
    POWER_CUT
  }

  private static final long IDLE_TURN_NANOS = 10 * Agenda.MILLI;

  private final Agenda agenda;
  private final Random random;
  private final Weather weather;
  private final SimulatedClock clock;
  private final BrokerConfig config;
  private final History history;
  private final Storage storage = new Storage();
  private Runnable onGone = () -> {};
  private Optional<Broker> broker = Optional.empty();
  private Optional<Throwable> failure = Optional.empty();
  private Blow blow = Blow.KILL;
  private long strikeAt = Long.MAX_VALUE;
  private long standsStillUntil;
  private long turnAt = Long.MAX_VALUE;
  private boolean calm;

  Machine(World world, BrokerConfig config) {
    this.agenda = world.agenda();
    this.random = world.random();
    this.weather = world.weather();
    this.clock = world.clock();
    this.history = world.history();
    this.config = config;
  }

  void onGone(Runnable listener) {
    onGone = listener;
  }

  /** Starts the broker; if that fails, again and again. */
  void start() {
    storage.beforeStart(random);
    if (!calm && random.nextInt(4) == 0) {
      strikeSoon();
    }
    Optional<Broker> opened = Optional.empty();
    try {
      opened =
          Optional.of(
              Broker.openStepped(
                  storage.disk(),
                  config,
                  clock,
                  new SplittableRandom(random.nextLong()),
                  this::failed));
    } catch (JournalDamagedException e) {
      if (storage.restore()) {
        history.count("damage found");
      } else if (!isStruck()) {
        history.violated("refused to start though nothing was damaged: " + e.getMessage());
      }
      failure = Optional.of(e);
    } catch (IOException | RuntimeException e) {
      failed(e);
    }
    if (opened.isPresent()) {
      history.started();
    } else {
      history.note("did not start: " + failure);
    }
    broker = opened;
    if (opened.isPresent()) {
      storage.forgetRot();
    }
    touched();
    wake();
  }

  private void failed(Throwable cause) {
    failure = Optional.of(cause);
    if (!isStruck() && !storage.isAtFault()) {
      history.violated("failed without a fault of the disk: " + cause);
    }
  }

  Optional<QueueConnection> connect(String client) {
    return broker.map(open -> open.connect(SessionInfo.inProcess(client, "simulated")));
  }

  /** Whether a blow fell: nothing that happens now is seen by anyone. */
  boolean isStruck() {
    return storage.calls() >= strikeAt;
  }

  /** To be called after the broker was: it may have ended meanwhile. */
  void touched() {
    if (isStruck()) {
      end(blow.name());
    } else if (failure.isPresent()) {
      end("exit: " + failure.get());
    }
  }

  /** Lets the broker take its turn soon. */
  void wake() {
    if (broker.isPresent()) {
      planTurn((long) (random.nextDouble() * weather.turnNanos()));
    }
  }

  private void planTurn(long delayNanos) {
    long at = Math.max(standsStillUntil, agenda.now() + delayNanos);
    if (at < turnAt) {
      turnAt = at;
      agenda.at(
          at,
          () -> {
            if (turnAt == at) {
              turn();
            }
          });
    }
  }

  private void turn() {
    turnAt = Long.MAX_VALUE;
    if (broker.isPresent()) {
      try {
        broker.get().doWork();
      } catch (IOException | RuntimeException e) {
        failed(e);
      }
      touched();
      planTurn(IDLE_TURN_NANOS);
    }
  }

  /** Ends the process in one way or the other, at a call to the disk or soon. */
  void strike(Blow with) {
    if (broker.isPresent() && strikeAt == Long.MAX_VALUE) {
      blow = with;
      long at = storage.calls() + 1 + random.nextInt(12);
      strikeAt = at;
      storage.failFrom(at);
      agenda.in(
          random.nextInt(80) * Agenda.MILLI,
          () -> {
            if (strikeAt == at && broker.isPresent()) {
              strikeAt = 0;
              touched();
            }
          });
    }
  }

  /** The power goes or the process is killed while it recovers. */
  private void strikeSoon() {
    boolean cut = weather.has(Fault.POWER_CUT);
    if (cut || weather.has(Fault.KILL)) {
      blow = cut ? Blow.POWER_CUT : Blow.KILL;
      strikeAt = storage.calls() + 1 + random.nextInt(60);
      storage.failFrom(strikeAt);
    }
  }

  /** Stops the broker as an operator would. */
  void stop() {
    if (broker.isEmpty()) {
      return;
    }
    Broker stopping = broker.get();
    try {
      stopping.close();
    } catch (IOException | RuntimeException e) {
      failed(e);
    }
    if (isStruck() || failure.isPresent()) {
      touched();
      return;
    }
    broker = Optional.empty();
    storage.kill();
    strikeAt = Long.MAX_VALUE;
    history.stopped();
    if (weather.has(Fault.ROT) && !calm && random.nextBoolean()) {
      storage.rot(random).ifPresent(history::note);
    }
    gone();
  }

  void standStill(long nanos) {
    standsStillUntil = agenda.now() + nanos;
  }

  Storage storage() {
    return storage;
  }

  /** No fault from now on. */
  void heal() {
    calm = true;
    standsStillUntil = 0;
    if (strikeAt != Long.MAX_VALUE && !isStruck()) {
      strikeAt = Long.MAX_VALUE;
    }
    storage.heal();
  }

  private void end(String how) {
    broker = Optional.empty();
    boolean powerCut = isStruck() && blow == Blow.POWER_CUT;
    if (powerCut) {
      storage.cutPower(random);
    } else {
      storage.kill();
    }
    strikeAt = Long.MAX_VALUE;
    failure = Optional.empty();
    history.crashed(how, powerCut);
    gone();
  }

  private void gone() {
    onGone.run();
    agenda.in((5 + random.nextInt(300)) * Agenda.MILLI, this::start);
  }
}
