package io.gputelemetry.broker;

import io.gputelemetry.broker.topic.Topic;
import io.gputelemetry.broker.topic.Topics;
import io.gputelemetry.queue.AdminRequest;
import io.gputelemetry.queue.DeadLetter;
import io.gputelemetry.queue.QueueConnection;
import io.gputelemetry.queue.QueueError;
import io.gputelemetry.queue.QueueRefusedException;
import io.gputelemetry.queue.QueueReply;
import io.gputelemetry.queue.QueueReply.Refused;
import io.gputelemetry.queue.QueueRequest;
import io.gputelemetry.queue.QueueUnavailableException;
import io.gputelemetry.queue.TopicState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;

/** A connection within the process: finds the topic that a request is for. */
final class Session implements QueueConnection {
  private final long id;
  private final Topics topics;
  private final Clients clients;
  private final Object closing = new Object();
  // The last request of each topic that is being opened for this session: when it is handed in.
  private final Map<String, CompletableFuture<Void>> opening = new ConcurrentHashMap<>();
  private boolean closed;

  Session(long id, Topics topics, Clients clients) {
    this.id = id;
    this.topics = topics;
    this.clients = clients;
  }

  @Override
  public CompletableFuture<QueueReply> send(QueueRequest request) {
    return switch (request) {
      case QueueRequest.Hello _ -> CompletableFuture.completedFuture(new QueueReply.Done());
      case QueueRequest.Inspect inspect -> inspect(inspect);
      case QueueRequest.Report report -> report(report);
      case QueueRequest.Publish publish -> askRequired(publish.topic(), publish);
      case QueueRequest.Read read -> askRequired(read.topic(), read);
      case QueueRequest.Lease lease -> askRequired(lease.topic(), lease);
      case QueueRequest.OpenSequence open -> askRequired(open.topic(), open);
      case QueueRequest.LeaseSequence lease -> askKnown(lease.topic(), lease);
      case QueueRequest.Ack ack -> askKnown(ack.topic(), ack);
      case QueueRequest.AckRange ack -> askKnown(ack.topic(), ack);
      case QueueRequest.Nack nack -> askKnown(nack.topic(), nack);
      case AdminRequest admin -> administer(admin);
      case QueueRequest.Release release -> askKnown(release.topic(), release);
      case QueueRequest.Extend extend -> askKnown(extend.topic(), extend);
      case QueueRequest.ReleaseGrant release -> askKnown(release.topic(), release);
    };
  }

  private CompletableFuture<QueueReply> administer(AdminRequest request) {
    return switch (request) {
      case AdminRequest.CreateTopic create ->
          done(topics.create(create.topic(), create.settings()));
      case AdminRequest.DeleteTopic delete -> done(topics.delete(delete.topic()));
      case AdminRequest.ListDeadLetters list -> askDeadLetters(list.topic(), list);
      case AdminRequest.ReplayDeadLetters replay -> askDeadLetters(replay.topic(), replay);
      case AdminRequest.DeleteDeadLetters delete -> askDeadLetters(delete.topic(), delete);
      case AdminRequest.ListTopics _ ->
          CompletableFuture.completedFuture(
              new QueueReply.TopicNames(topics.all().stream().map(Topic::name).toList()));
      case AdminRequest.CreateGroup create -> askRequired(create.topic(), create);
      case AdminRequest.DescribeTopic describe -> askKnown(describe.topic(), describe);
      case AdminRequest.Seek seek -> askKnown(seek.topic(), seek);
      case AdminRequest.PauseGroup pause -> askKnown(pause.topic(), pause);
      case AdminRequest.ResumeGroup resume -> askKnown(resume.topic(), resume);
      case AdminRequest.DeleteGroup delete -> askKnown(delete.topic(), delete);
      case AdminRequest.DeleteSequence delete -> askKnown(delete.topic(), delete);
      case AdminRequest.ResetSequence reset -> askKnown(reset.topic(), reset);
    };
  }

  private CompletableFuture<QueueReply> askDeadLetters(String origin, QueueRequest request) {
    return askKnown(origin + DeadLetter.TOPIC_SUFFIX, request);
  }

  private static CompletableFuture<QueueReply> done(CompletableFuture<?> work) {
    return work.<QueueReply>thenApply(_ -> new QueueReply.Done()).exceptionally(Session::refusal);
  }

  /** Once it returns no request of this session is taken any more; what it held is given back. */
  @Override
  public void close() {
    synchronized (closing) {
      if (closed) {
        return;
      }
      closed = true;
    }
    clients.gone(id);
    for (Topic topic : topics.all()) {
      topic.closeSession(id);
    }
  }

  /** Makes the topic if it is not there; meanwhile requests are kept in their order. */
  private CompletableFuture<QueueReply> askRequired(String name, QueueRequest request) {
    synchronized (opening) {
      CompletableFuture<Void> before = opening.get(name);
      Optional<Topic> known = before == null ? topics.find(name) : Optional.empty();
      return known
          .map(topic -> ask(topic, request))
          .orElseGet(() -> askWhenOpen(name, request, Optional.ofNullable(before)));
    }
  }

  private CompletableFuture<QueueReply> askWhenOpen(
      String name, QueueRequest request, Optional<CompletableFuture<Void>> before) {
    CompletableFuture<QueueReply> reply = new CompletableFuture<>();
    CompletableFuture<Void> handedIn =
        before
            .orElseGet(() -> CompletableFuture.completedFuture(null))
            .thenCompose(_ -> topics.require(name))
            .thenAccept(topic -> pass(ask(topic, request), reply))
            .exceptionally(failure -> {
              reply.completeExceptionally(failure);
              return null;
            });
    opening.put(name, handedIn);
    var _ = handedIn.thenRun(() -> opening.remove(name, handedIn));
    return reply.exceptionally(Session::refusal);
  }

  private static void pass(
      CompletableFuture<QueueReply> asked, CompletableFuture<QueueReply> reply) {
    var _ =
        asked.whenComplete((answer, failure) -> {
          if (failure == null) {
            reply.complete(answer);
          } else {
            reply.completeExceptionally(failure);
          }
        });
  }

  private CompletableFuture<QueueReply> askKnown(String name, QueueRequest request) {
    return topics
        .find(name)
        .map(topic -> ask(topic, request))
        .orElseGet(() ->
            CompletableFuture.completedFuture(
                new Refused(QueueError.NOT_FOUND, "no topic \"" + name + "\"")));
  }

  /** The owner sees the end of the session behind all of its requests. */
  private CompletableFuture<QueueReply> ask(Topic topic, QueueRequest request) {
    synchronized (closing) {
      return closed
          ? CompletableFuture.failedFuture(
              new QueueUnavailableException("the connection is closed"))
          : topic.ask(id, request);
    }
  }

  private CompletableFuture<QueueReply> report(QueueRequest.Report report) {
    clients.reported(id, report);
    return CompletableFuture.completedFuture(new QueueReply.Done());
  }

  private CompletableFuture<QueueReply> inspect(QueueRequest.Inspect request) {
    List<CompletableFuture<QueueReply>> asked = new ArrayList<>();
    for (Topic topic : topics.all()) {
      asked.add(ask(topic, request));
    }
    return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
        .thenApply(_ -> joined(request, asked));
  }

  private QueueReply joined(
      QueueRequest.Inspect request, List<CompletableFuture<QueueReply>> answered) {
    List<TopicState> states = new ArrayList<>();
    for (CompletableFuture<QueueReply> answer : answered) {
      QueueReply reply = answer.resultNow();
      if (!(reply instanceof QueueReply.Inspection inspection)) {
        return reply;
      }
      states.addAll(inspection.topics());
    }
    Clients.Told told = request.withSources() ? clients.told() : clients.told().withoutSources();
    return new QueueReply.Inspection(states, told.clients(), told.leftOut(), told.departed());
  }

  private static QueueReply refusal(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException wrapped && wrapped.getCause() != null
            ? wrapped.getCause()
            : failure;
    return switch (cause) {
      case QueueRefusedException refused -> new Refused(refused.error(), refused.reason());
      case QueueUnavailableException lost -> throw lost;
      default -> throw new QueueUnavailableException("the topic could not be opened", cause);
    };
  }
}
