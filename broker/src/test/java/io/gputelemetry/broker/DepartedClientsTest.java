package io.gputelemetry.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.gputelemetry.queue.DepartedDrops;
import io.gputelemetry.queue.Drop;
import io.gputelemetry.queue.Drops;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DepartedClientsTest {
  private final DepartedClients departed = new DepartedClients();

  @Test
  void clients_thatAreGone_arePutTogetherByRoleAndReason() {
    departed.gone(client("b", "streamer"), List.of(new Drop("bad", 1, 50, 60)));
    departed.gone(client("a", "streamer"), List.of(new Drop("bad", 2, 10, 20)));
    departed.gone(client("a", "collector"), List.of(new Drop("late", 3, 1, 2)));
    departed.gone(client("c", "api"), List.of());
    assertThat(departed.list())
        .containsExactly(
            new DepartedDrops("collector", List.of(new Drop("late", 3, 1, 2))),
            new DepartedDrops("streamer", List.of(new Drop("bad", 3, 10, 60))));
  }

  @Test
  void client_thatComesBack_isNotGone_andCountsOnce() {
    departed.gone(client("a", "streamer"), List.of(new Drop("bad", 2, 10, 20)));
    departed.back(client("b", "streamer"), List.of(new Drop("bad", 9, 1, 99)));
    assertThat(departed.list()).as("another one").hasSize(1);
    departed.back(
        client("a", "streamer"), List.of(new Drop("worse", 1, 25, 25), new Drop("bad", 3, 10, 30)));
    assertThat(departed.list()).isEmpty();
    departed.gone(client("a", "streamer"), List.of(new Drop("bad", 4, 10, 40)));
    assertThat(departed.list()).containsExactly(streamers(new Drop("bad", 4, 10, 40)));
  }

  @Test
  void client_whoseOldConnectionEndsAfterTheNewOne_countsOnce() {
    departed.gone(client("a", "streamer"), List.of(new Drop("bad", 2, 10, 20)));
    departed.gone(client("a", "streamer"), List.of(new Drop("bad", 3, 10, 30)));
    assertThat(departed.list()).containsExactly(streamers(new Drop("bad", 3, 10, 30)));
  }

  @Test
  void client_startedAnewUnderItsName_beginsAnew_andWhatItDroppedBeforeStays() {
    departed.gone(client("a", "streamer"), List.of(new Drop("bad", 2, 10, 20)));
    departed.back(client("a", "streamer"), List.of());
    departed.back(client("a", "streamer"), List.of(new Drop("bad", 7, 100, 200)));
    assertThat(departed.list()).containsExactly(streamers(new Drop("bad", 2, 10, 20)));
    departed.gone(client("a", "streamer"), List.of(new Drop("bad", 7, 100, 200)));
    assertThat(departed.list()).containsExactly(streamers(new Drop("bad", 9, 10, 200)));
  }

  @Test
  void client_withoutAName_neverComesBack() {
    departed.gone(client("", "streamer"), List.of(new Drop("bad", 2, 10, 20)));
    departed.back(client("", "streamer"), List.of(new Drop("bad", 2, 10, 20)));
    assertThat(departed.list()).containsExactly(streamers(new Drop("bad", 2, 10, 20)));
  }

  @Test
  void clients_tooMany_areKeptByRole() {
    int many = DepartedClients.CLIENTS_MAX + 50;
    for (int i = 0; i < many; i++) {
      departed.gone(client("s-" + i, "streamer"), List.of(new Drop("bad", 1, i, i)));
    }
    assertThat(departed.list()).containsExactly(streamers(new Drop("bad", many, 0, many - 1)));
    departed.back(client("s-0", "streamer"), List.of(new Drop("bad", 1, 0, 0)));
    assertThat(departed.list()).as("forgotten by name").hasSize(1);
  }

  @Test
  void rolesAndReasons_tooMany_areTheOther() {
    for (int i = 0; i < DepartedClients.ROLES_MAX + 3; i++) {
      departed.gone(client("s", "role-" + (10 + i)), List.of(new Drop("bad", 1, 5, 5)));
    }
    assertThat(departed.list()).hasSize(DepartedClients.ROLES_MAX);
    assertThat(departed.list().getFirst())
        .isEqualTo(
            new DepartedDrops(DepartedClients.OTHER_ROLES, List.of(new Drop("bad", 4, 5, 5))));
    departed.gone(client("s", "role-10"), drops("a"));
    departed.gone(client("t", "role-10"), drops("b"));
    List<Drop> merged = departed.list().get(1).drops();
    assertThat(merged).hasSize(64);
    assertThat(merged.getLast()).isEqualTo(new Drop(Drops.OTHER, 18, 5, 5));
  }

  /** Forty reasons of their own. */
  private static List<Drop> drops(String prefix) {
    return IntStream.range(0, 40).mapToObj(i -> new Drop(prefix + i, 1, 5, 5)).toList();
  }

  private static SessionInfo client(String instance, String role) {
    return SessionInfo.inProcess(instance, role);
  }

  private static DepartedDrops streamers(Drop... drops) {
    return new DepartedDrops("streamer", List.of(drops));
  }
}
