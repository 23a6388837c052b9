package io.gputelemetry.streamer;

import static org.assertj.core.api.Assertions.assertThat;

import io.gputelemetry.queue.ClientState;
import io.gputelemetry.queue.MessageQueue;
import io.gputelemetry.queue.QueueConnection;
import io.gputelemetry.queue.QueueError;
import io.gputelemetry.queue.QueueReply;
import io.gputelemetry.queue.QueueRequest;
import io.gputelemetry.queue.QueueUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ScrapeMembersTest {
  private final List<CompletableFuture<QueueReply>> replies = new ArrayList<>();

  private final MessageQueue queue =
      new MessageQueue(
          new QueueConnection() {
            @Override
            public CompletableFuture<QueueReply> send(QueueRequest request) {
              return replies.removeFirst();
            }

            @Override
            public void close() {}
          },
          Duration.ofSeconds(1));

  private static ClientState client(String instance, Map<String, Long> counters) {
    List<ClientState.Counter> list = new ArrayList<>();
    counters.forEach(
        (name, value) -> list.add(new ClientState.Counter(name, value, OptionalDouble.empty())));
    return new ClientState(instance, "streamer", "", 0, 0, "", list, List.of(), "");
  }

  @Test
  void names_areThoseWhoReportTheStreamsCounter() {
    ScrapeMembers members = new ScrapeMembers(queue, "rack-1");
    Map<String, Long> others = new ScrapeMembers(queue, "rack-2").reported();
    replies.add(
        CompletableFuture.completedFuture(
            new QueueReply.Inspection(
                List.of(),
                List.of(
                    client("a", members.reported()),
                    client("b", others),
                    client("c", Map.of()),
                    client("d", members.reported())),
                0,
                List.of())));

    assertThat(members.names()).contains(Set.of("a", "d"));
  }

  @Test
  void names_ofABrokerThatDoesNotAnswerOrRefuses_areUnknown() {
    replies.add(CompletableFuture.failedFuture(new QueueUnavailableException("gone")));
    replies.add(
        CompletableFuture.completedFuture(new QueueReply.Refused(QueueError.BUSY, "later")));
    ScrapeMembers members = new ScrapeMembers(queue, "rack-1");
    replies.add(
        CompletableFuture.completedFuture(
            new QueueReply.Inspection(
                List.of(), List.of(client("a", members.reported())), 1, List.of())));

    assertThat(members.names()).isEmpty();
    assertThat(members.names()).isEmpty();
    assertThat(members.names()).as("of a list that is cut").isEmpty();
  }
}
