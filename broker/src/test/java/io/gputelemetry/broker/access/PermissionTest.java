package io.gputelemetry.broker.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gputelemetry.queue.DeadLetter;
import io.gputelemetry.queue.Message;
import io.gputelemetry.queue.Producer;
import io.gputelemetry.queue.QueueRequest;
import io.gputelemetry.queue.RandomFrames;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PermissionTest {
  @Test
  void request_ofEveryKind_isInTheRowThatItNeeds() {
    List<String> seen = new ArrayList<>();
    for (int kind = 0; kind < RandomFrames.REQUEST_KINDS; kind++) {
      QueueRequest request = RandomFrames.request(kind, new SplittableRandom(kind));
      String opcode = opcode(request);
      assertThat(Permission.of(request).binary()).as(opcode).contains(opcode);
      seen.add(opcode);
    }
    assertThat(Stream.of(Permission.values()).flatMap(row -> row.binary().stream()))
        .as("nothing else")
        .containsExactlyInAnyOrderElementsOf(seen);
  }

  @Test
  void roles_allowTheirRows_andAdminAll() {
    for (Permission row : Permission.values()) {
      for (AccessRole role : AccessRole.values()) {
        assertThat(row.isGivenTo(Set.of(role)))
            .as(row + " to " + role)
            .isEqualTo(role == AccessRole.ADMIN || row.roles().contains(role));
      }
      assertThat(row.isGivenTo(Set.of())).isFalse();
    }
  }

  @Test
  void publish_toDeadLettersAsWell_isNothingForAConsumer() {
    assertThat(Permission.of(publish("t"))).isEqualTo(Permission.PUBLISH);
    assertThat(Permission.of(publish("t" + DeadLetter.TOPIC_SUFFIX))).isEqualTo(Permission.PUBLISH);
    assertThat(Permission.PUBLISH.isGivenTo(Set.of(AccessRole.CONSUME))).isFalse();
  }

  @Test
  void operation_thatIsNotInTheTable_isABug() {
    assertThatThrownBy(() -> Permission.ofHttp("deleteEverything"))
        .hasMessageContaining("missing in the table");
  }

  @Test
  void page_hasTheRowsOfTheTable() throws IOException {
    List<String> rows =
        Files.readString(Path.of("..", "docs", "protocol.md"))
            .replaceAll("(?s).*## Roles(.*)## Errors.*", "$1")
            .lines()
            .filter(line -> line.startsWith("|"))
            .skip(2)
            .toList();
    List<String> expected = new ArrayList<>();
    for (Permission row : Permission.values()) {
      expected.add(
          "| %s | %s | %s | %s |"
              .formatted(row.words(), cell(row.binary()), cell(row.json()), cell(row.http())));
    }
    assertThat(rows).isEqualTo(expected);
  }

  @Test
  void secrets_areShownNowhere() {
    assertThat(AccessToken.ofEverything("secret").toString()).doesNotContain("secret");
    assertThatThrownBy(() -> new AccessToken("", Set.of(AccessRole.ADMIN)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new AccessToken("secret", Set.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("secret");
  }

  private static String cell(List<String> names) {
    return names.isEmpty() ? "–" : String.join(", ", names);
  }

  private static QueueRequest publish(String topic) {
    Message message = new Message("x", 1, ByteBuffer.allocate(1));
    return new QueueRequest.Publish(topic, Producer.ANONYMOUS, List.of(message), 0);
  }

  private static String opcode(QueueRequest request) {
    return request
        .getClass()
        .getSimpleName()
        .replaceAll("(?<=[a-z])([A-Z])", "_$1")
        .toUpperCase(Locale.ROOT);
  }
}
