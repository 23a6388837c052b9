package io.gputelemetry.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gputelemetry.queue.ClientState;
import io.gputelemetry.queue.Drop;
import io.gputelemetry.queue.QueueReply.Inspection;
import io.gputelemetry.queue.QueueRequest.Report;
import io.gputelemetry.queue.ReplyCodec;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ClientsTest {
  private static final int FRAME_BYTES = 1 << 20;

  private final ManualClock clock = new ManualClock();
  private final Clients clients = new Clients(clock);

  @Test
  void clients_manySmallOnes_areCutAfterTheNewestThousand() {
    for (int i = 1; i <= Clients.TOLD_MAX + 3; i++) {
      clients.connected(i, SessionInfo.inProcess("client-" + i, "test"));
    }
    Clients.Told told = clients.told();
    assertThat(told.clients()).hasSize(Clients.TOLD_MAX);
    assertThat(told.leftOut()).isEqualTo(3);
    assertThat(told.clients().getFirst().instance()).isEqualTo("client-1003");
    assertThat(told.clients().getLast().instance()).isEqualTo("client-4");
  }

  @Test
  void clients_theLargestThereCanBe_fitAFrame() {
    Report largest =
        new Report(counters(), "\u20ac".repeat(Report.PROBLEM_CHARS_MAX), drops())
            .withSource("\u20ac".repeat(Report.SOURCE_CHARS_MAX));
    String name = "\u20ac".repeat(255);
    for (int i = 1; i <= 500; i++) {
      clients.connected(i, new SessionInfo(name, name, name));
      clients.reported(i, largest);
    }
    Clients.Told told = clients.told();
    assertThat(told.clients()).hasSizeGreaterThan(30);
    assertThat(told.clients().size() + told.leftOut()).isEqualTo(500);
    int estimated = told.clients().stream().mapToInt(ClientState::bytes).sum();
    Inspection inspection =
        new Inspection(List.of(), told.clients(), told.leftOut(), told.departed());
    int bytes = ReplyCodec.encode(1, inspection).stream().mapToInt(ByteBuffer::remaining).sum();
    assertThat(bytes).isEqualTo(10 + 4 + 4 + estimated + 4 + 4).isLessThan(FRAME_BYTES / 2 + 100);
  }

  private static List<Drop> drops() {
    return IntStream.range(0, Report.DROPS_MAX)
        .mapToObj(i -> new Drop("d".repeat(62) + (10 + i), 1, 2, 3))
        .toList();
  }

  private static Map<String, Long> counters() {
    Map<String, Long> counters = new LinkedHashMap<>();
    for (int i = 0; i < Report.COUNTERS_MAX; i++) {
      counters.put("c".repeat(62) + (10 + i), (long) i);
    }
    return counters;
  }

  @Test
  void rate_isTakenFromReportsASecondApart_howeverManyCome() {
    clients.connected(1, SessionInfo.inProcess("i", "r"));
    report(0);
    clock.advance(Duration.ofMillis(500));
    report(10);
    assertThat(rate()).as("only half a second").isEmpty();
    clock.advance(Duration.ofSeconds(5));
    report(1_010);
    assertThat(rate()).hasValue(200);
    clock.advance(Duration.ofMillis(10));
    report(1_513);
    assertThat(rate()).as("since the one that is old enough").hasValue(300);
    clock.advance(Duration.ofSeconds(5));
    report(0);
    assertThat(rate()).as("it fell").isEmpty();
  }

  private void report(long value) {
    clients.reported(1, new Report(Map.of("n", value), ""));
  }

  private OptionalDouble rate() {
    return clients.told().clients().getFirst().counters().getFirst().perSecond();
  }

  @Test
  void report_ofASessionThatIsGone_isForgotten() {
    clients.connected(1, SessionInfo.inProcess("i", "r"));
    clients.gone(1);
    report(1);
    assertThat(clients.told().clients()).isEmpty();
    assertThat(clients.name(1)).isEmpty();
  }

  @Test
  void client_withoutAName_isCalledByItsAddress() {
    clients.connected(1, new SessionInfo("", "", "10.0.0.1:5"));
    clients.connected(2, SessionInfo.inProcess("me", "r"));
    assertThat(clients.name(1)).isEqualTo("10.0.0.1:5");
    assertThat(clients.name(2)).isEqualTo("me");
    assertThatThrownBy(() -> new SessionInfo("x".repeat(256), "", ""))
        .hasMessageContaining("255 characters");
  }
}
