package io.gputelemetry.app.terminal;

import io.gputelemetry.app.ExitCode;
import io.gputelemetry.app.Machine;
import io.gputelemetry.app.StartException;
import io.gputelemetry.app.store.Stores;
import io.gputelemetry.queue.MessageQueue;
import io.gputelemetry.queue.QueueConnection;
import io.gputelemetry.queue.QueueError;
import io.gputelemetry.queue.QueueRefusedException;
import io.gputelemetry.queue.QueueUnavailableException;
import io.gputelemetry.store.StoreException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import picocli.CommandLine.ParseResult;

/** Runs verbs. */
public final class Terminal {
  /** The option that every verb has. */
  public static final String JSON = Verb.JSON;

  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final Machine machine;
  private final List<Verb> verbs =
      Stream.of(
              TopicVerbs.verbs(),
              GroupVerbs.verbs(),
              DeadLetterVerbs.verbs(),
              SequenceVerbs.verbs(),
              LogVerbs.verbs(),
              StoreVerbs.verbs(),
              List.of(PublishVerb.verb(), ConsumeVerb.verb(), ProbeVerb.verb()))
          .flatMap(List::stream)
          .toList();

  public Terminal(Machine machine) {
    this.machine = machine;
  }

  /** All that can be asked. */
  public List<Verb> verbs() {
    return verbs;
  }

  /**
   * Does what was asked.
   *
   * @param connections opens the connection, for verbs that need one
   * @param stores opens the store, for verbs that are about one
   * @throws StartException if it could not be done
   */
  public ExitCode run(
      Verb verb, ParseResult parsed, Supplier<QueueConnection> connections, Stores stores) {
    if (!verb.isOfQueue()) {
      return run(verb, parsed, Optional.empty(), stores);
    }
    try (MessageQueue queue = new MessageQueue(connections.get(), TIMEOUT)) {
      return run(verb, parsed, Optional.of(queue), stores);
    }
  }

  private ExitCode run(Verb verb, ParseResult parsed, Optional<MessageQueue> queue, Stores stores) {
    Asked asked = new Asked(parsed);
    Output output = new Output(machine.out(), asked.is(Verb.JSON));
    try {
      return verb.run(new Call(asked, output, machine, queue, stores));
    } catch (QueueRefusedException e) {
      ExitCode code =
          e.error() == QueueError.UNAUTHORIZED ? ExitCode.UNAVAILABLE : ExitCode.DIFFERENT;
      throw new StartException(code, "the queue refused: " + e.getMessage(), e);
    } catch (QueueUnavailableException e) {
      throw new StartException(
          ExitCode.UNAVAILABLE, "the queue does not answer: " + e.getMessage(), e);
    } catch (StoreException e) {
      throw stores.failed(e);
    } catch (IOException e) {
      throw new StartException(ExitCode.IO, "reading or writing failed: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartException(ExitCode.DIFFERENT, "interrupted", e);
    }
  }
}
