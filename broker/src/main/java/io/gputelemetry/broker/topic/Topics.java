package io.gputelemetry.broker.topic;

import com.github.luben.zstd.util.Native;
import io.gputelemetry.journal.Disk;
import io.gputelemetry.journal.Journal;
import io.gputelemetry.queue.Compression;
import io.gputelemetry.queue.DeadLetter;
import io.gputelemetry.queue.QueueError;
import io.gputelemetry.queue.QueueRefusedException;
import io.gputelemetry.queue.QueueReply;
import io.gputelemetry.queue.QueueRequest;
import io.gputelemetry.queue.QueueUnavailableException;
import io.gputelemetry.queue.TopicSettings;
import io.gputelemetry.runtime.lifecycle.Clock;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All topics of a broker, each in a directory of its own. New ones are made by one executor, one
 * after the other: files are not touched by threads that somebody may interrupt.
 */
public final class Topics {
  private static final Logger log = LoggerFactory.getLogger(Topics.class);

  /**
   * What all of them share.
   *
   * @param disk the directory of their directories
   * @param random used where topics are made only
   * @param instances what to call a session
   * @param onFailure told what ended a topic
   */
  public record Shared(
      Disk disk,
      TopicConfig config,
      Clock clock,
      RandomGenerator random,
      LongFunction<String> instances,
      Consumer<Throwable> onFailure) {}

  /** Something done with the disk. */
  private interface Work<T> {
    T run() throws IOException;
  }

  private static final long NO_SESSION = 0;

  private final Shared shared;
  private final int bound;
  private final Executor maker;
  private final Consumer<Topic> starter;
  private final ConcurrentSkipListMap<String, Topic> byName = new ConcurrentSkipListMap<>();
  private volatile boolean sealed;

  /**
   * None yet.
   *
   * @param bound how many there can be
   * @param maker runs one task after the other
   * @param starter sets an opened topic going
   */
  public Topics(Shared shared, int bound, Executor maker, Consumer<Topic> starter) {
    this.shared = shared;
    this.bound = bound;
    this.maker = maker;
    this.starter = starter;
  }

  /** Opens every topic that the disk holds. */
  public void openAll() throws IOException {
    for (String directory : shared.disk().directories()) {
      Optional<String> name = TopicDirectory.topic(directory);
      if (TopicDirectory.isDeleted(directory)) {
        shared.disk().deleteDirectory(directory);
      } else if (name.isPresent()) {
        reopen(directory, name.get());
      } else {
        log.warn("{} in {} is no topic: left alone", directory, shared.disk().location());
      }
    }
  }

  /** One whose making was cut short is no topic: how it was to be set up is not known any more. */
  private void reopen(String directory, String name) throws IOException {
    if (Journal.exists(shared.disk().directory(directory))) {
      open(name, TopicSettings.USUAL);
    } else {
      shared.disk().deleteDirectory(directory);
    }
  }

  /** The topic, if it is there. */
  public Optional<Topic> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** All, by name. */
  public Collection<Topic> all() {
    return List.copyOf(byName.values());
  }

  /**
   * The topic, made if it is not there. A failure to make it is a failure of the broker's disk and
   * told to who listens for failures; {@link QueueRefusedException} if there are too many topics.
   */
  public CompletableFuture<Topic> require(String name) {
    return later(() -> make(name, TopicSettings.USUAL));
  }

  /**
   * Makes a topic with these settings, unless it is there with the same; {@link
   * QueueRefusedException} if it has others.
   */
  public CompletableFuture<Topic> create(String name, TopicSettings settings) {
    return later(() -> {
      if (settings.compression() != Compression.NONE) {
        BatchCompression.problem(Native::load)
            .ifPresent(problem -> {
              throw new QueueRefusedException(QueueError.BAD_REQUEST, problem);
            });
      }
      Topic topic = make(name, settings);
      if (!topic.settings().equals(settings.or(shared.config().settings()))) {
        throw new QueueRefusedException(
            QueueError.ALREADY_EXISTS, "topic \"" + name + "\" is there, set up otherwise");
      }
      return topic;
    });
  }

  /**
   * Ends a topic and removes it with all it holds; {@link QueueRefusedException} if there is none.
   * It gets another name first, in one step, so that a crash leaves it whole or not at all.
   */
  public CompletableFuture<String> delete(String name) {
    return later(() -> {
      Topic topic = byName.get(name);
      if (topic == null) {
        throw new QueueRefusedException(QueueError.NOT_FOUND, "no topic \"" + name + "\"");
      }
      return onDisk(() -> {
        topic.end();
        String directory = TopicDirectory.of(name);
        shared.disk().renameDirectory(directory, TopicDirectory.deleted(directory));
        byName.remove(name);
        shared.disk().deleteDirectory(TopicDirectory.deleted(directory));
        return name;
      });
    });
  }

  private <T> CompletableFuture<T> later(Supplier<T> work) {
    try {
      return CompletableFuture.supplyAsync(work, maker);
    } catch (RejectedExecutionException e) {
      return CompletableFuture.failedFuture(
          new QueueUnavailableException("the broker is stopping", e));
    }
  }

  /**
   * Publishes on behalf of another topic; never blocks. Only a topic of dead letters is made for
   * it: what is replayed must not bring back a topic that was deleted.
   */
  private CompletableFuture<QueueReply> publish(QueueRequest.Publish request) {
    String name = request.topic();
    Optional<Topic> known = find(name);
    if (known.isPresent()) {
      return known.get().ask(NO_SESSION, request);
    }
    if (DeadLetter.isDeadLetterTopic(name)) {
      return require(name).thenCompose(topic -> topic.ask(NO_SESSION, request));
    }
    return CompletableFuture.completedFuture(
        new QueueReply.Refused(QueueError.NOT_FOUND, "no topic \"" + name + "\""));
  }

  /** No topic is made from now on. */
  public void seal() {
    sealed = true;
  }

  private Topic make(String name, TopicSettings settings) {
    Topic known = byName.get(name);
    if (known != null) {
      return known;
    }
    if (sealed) {
      throw new QueueRefusedException(QueueError.CLOSED, "the broker is stopping");
    }
    if (byName.size() >= bound) {
      throw new QueueRefusedException(QueueError.BAD_REQUEST, "there are " + bound + " topics");
    }
    return onDisk(() -> open(name, settings));
  }

  private <T> T onDisk(Work<T> work) {
    try {
      return work.run();
    } catch (IOException e) {
      shared.onFailure().accept(e);
      throw new CompletionException(e);
    }
  }

  private Topic open(String name, TopicSettings settings) throws IOException {
    Topic topic =
        Topic.open(
            new Topic.Parts(
                name,
                shared.disk().directory(TopicDirectory.of(name)),
                shared.config(),
                shared.clock(),
                new SplittableRandom(shared.random().nextLong()),
                settings,
                shared.instances(),
                other -> find(other).isPresent(),
                this::publish,
                shared.onFailure()));
    byName.put(name, topic);
    starter.accept(topic);
    return topic;
  }
}
