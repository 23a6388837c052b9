package io.gputelemetry.broker.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.gputelemetry.broker.access.AccessRole;
import io.gputelemetry.broker.access.Permission;
import io.gputelemetry.journal.JournalConfig;
import io.gputelemetry.runtime.http.HttpListener;
import io.gputelemetry.runtime.http.Operation;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Every operation without a token, with a wrong one, and with one of each role. */
class HttpRolesTest {
  private final ServedBroker queue =
      new ServedBroker(
          Duration.ofSeconds(30),
          JournalConfig.DEFAULT,
          Stream.of(AccessRole.values())
              .map(role -> new HttpListener.Token("of-" + role.word(), Set.of(role.word())))
              .toList());

  HttpRolesTest() throws Exception {}

  @AfterEach
  void close() throws Exception {
    queue.close();
  }

  @Test
  void operation_withoutAToken_orWithAWrongOne_is401() throws Exception {
    for (Operation operation : queue.door.operations()) {
      boolean open = operation.access().open();
      assertThat(status(operation, "") == 401).as(operation.id()).isEqualTo(!open);
      assertThat(status(operation, "of-nobody") == 401).as(operation.id()).isEqualTo(!open);
    }
  }

  @Test
  void operation_withATokenOfARole_isServedOr403() throws Exception {
    for (AccessRole role : AccessRole.values()) {
      for (Operation operation : queue.door.operations()) {
        int status = status(operation, "of-" + role.word());
        assertThat(status).as(operation.id()).isNotEqualTo(401);
        assertThat(status == 403)
            .as(role + " " + operation.id())
            .isEqualTo(!operation.access().open() && !allows(role, operation.id()));
      }
    }
  }

  @Test
  void table_namesNoOperationThatIsNotThere() {
    List<String> served = queue.door.operations().stream().map(Operation::id).toList();
    assertThat(Stream.of(Permission.values()).flatMap(row -> row.http().stream()))
        .doesNotHaveDuplicates()
        .isSubsetOf(served);
  }

  private static boolean allows(AccessRole role, String id) {
    return role == AccessRole.ADMIN || Permission.ofHttp(id).roles().contains(role);
  }

  private int status(Operation operation, String token) throws Exception {
    String path =
        operation.path().replaceAll("\\{[a-z]+}", "0")
            + (operation.id().equals("consume") ? "?wait=0" : "");
    return (token.isEmpty()
            ? queue.send(operation.method(), path, "")
            : queue.send(operation.method(), path, "", "Authorization", "Bearer " + token))
        .statusCode();
  }
}
