package io.gputelemetry.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** What every way to a broker promises about reports and about who is connected. */
public abstract class ReportContract extends SequenceContract {

  /** The name that this test's sessions give themselves. */
  protected abstract String instance();

  @Test
  void client_thatNeverReported_isListed() {
    ClientState client = only(session());
    assertThat(client.instance()).isEqualTo(instance());
    assertThat(client.role()).isEqualTo("test");
    assertThat(client.address()).isNotEmpty();
    assertThat(client.connectedAtMicros()).isPositive();
    assertThat(client.reportedAtMicros()).isZero();
    assertThat(client.problem()).isEmpty();
    assertThat(client.counters()).isEmpty();
    assertThat(client.drops()).isEmpty();
  }

  @Test
  void report_isShownAsItWas_untilTheNextOne() {
    MessageQueue queue = session();
    Map<String, Long> counters = new LinkedHashMap<>();
    counters.put("z", 1L);
    counters.put("a", Long.MIN_VALUE);
    List<Drop> drops = List.of(new Drop("late", 3, 5, 7), new Drop("bad", 1, 6, 6));
    queue.report(new QueueRequest.Report(counters, "no \u20ac", drops));
    ClientState first = only(queue);
    assertThat(first.drops()).isEqualTo(drops);
    assertThat(first.problem()).isEqualTo("no \u20ac");
    assertThat(first.counters())
        .containsExactly(
            new ClientState.Counter("z", 1, OptionalDouble.empty()),
            new ClientState.Counter("a", Long.MIN_VALUE, OptionalDouble.empty()));
    assertThat(first.reportedAtMicros()).isGreaterThanOrEqualTo(first.connectedAtMicros());
    queue.report(new QueueRequest.Report(Map.of(), ""));
    assertThat(only(queue).problem()).isEmpty();
    assertThat(only(queue).counters()).isEmpty();
    assertThat(only(queue).drops()).isEmpty();
  }

  @Test
  void source_isToldToWhoAsksForIt() {
    MessageQueue queue = session();
    queue.report(report(1, 1).withSource("csv fl\u20act.csv"));
    assertThat(queue.inspectionWithSources().clients().getFirst().source())
        .isEqualTo("csv fl\u20act.csv");
    assertThat(only(queue).source()).as("an older client's question").isEmpty();
    queue.report(report(1, 1));
    assertThat(queue.inspectionWithSources().clients().getFirst().source()).isEmpty();
  }

  @Test
  void counters_haveARate_afterASecond_unlessTheyFell() {
    MessageQueue queue = session();
    queue.report(report(100, 9));
    advance(Duration.ofSeconds(10));
    queue.report(report(1_100, 3));
    List<ClientState.Counter> counters = only(queue).counters();
    assertThat(counters.getFirst().value()).isEqualTo(1_100);
    assertThat(counters.getFirst().perSecond().orElseThrow())
        .as("grew by 1,000 in 10 s, or a little longer")
        .isPositive()
        .isLessThanOrEqualTo(100);
    assertThat(counters.getLast().perSecond()).isEmpty();
  }

  @Test
  void client_thatIsGone_isNotListed() {
    MessageQueue leaving = session();
    MessageQueue staying = session();
    leaving.report(report(1, 1));
    assertThat(staying.inspection().clients()).hasSize(2);
    leaving.close();
    advance(Duration.ofSeconds(1));
    awaitClients(staying, 1);
    assertThat(only(staying).reportedAtMicros()).isZero();
  }

  @Test
  void client_thatIsGone_leavesWhatItDropped() {
    MessageQueue leaving = session();
    MessageQueue staying = session();
    List<Drop> drops = List.of(new Drop("late", 3, 5, 7), new Drop("bad", 1, 6, 6));
    leaving.report(new QueueRequest.Report(Map.of(), "", drops));
    assertThat(staying.inspection().departed()).isEmpty();
    leaving.close();
    advance(Duration.ofSeconds(1));
    awaitClients(staying, 1);
    assertThat(staying.inspection().departed()).containsExactly(new DepartedDrops("test", drops));
  }

  @Test
  void lag_hasAnAge_andTheGroupItsMembers() {
    MessageQueue queue = session();
    publish(queue, Producer.ANONYMOUS, "a", "b");
    QueueReply.Leased leased = queue.lease(TOPIC, GROUP, EARLIEST, 1, MANY_BYTES, NO_WAIT);
    advance(Duration.ofSeconds(10));
    TopicState.GroupState group = state(queue).groups().getFirst();
    assertThat(group.lagSeconds()).isGreaterThanOrEqualTo(10);
    assertThat(queue.ack(TOPIC, GROUP, leased.token())).isTrue();
    leased = queue.lease(TOPIC, GROUP, EARLIEST, 10, MANY_BYTES, NO_WAIT);
    assertThat(state(queue).groups().getFirst().members()).containsExactly(instance());
    assertThat(queue.ack(TOPIC, GROUP, leased.token())).isTrue();
    group = state(queue).groups().getFirst();
    assertThat(group.lag()).isZero();
    assertThat(group.lagSeconds()).isZero();
    assertThat(group.members()).isEmpty();
  }

  @Test
  void samples_haveARate_thatEnds() {
    MessageQueue queue = session();
    publish(queue, Producer.ANONYMOUS, "x".repeat(500));
    assertThat(state(queue).samplesPerSecond()).isPositive();
    advance(Duration.ofSeconds(30));
    assertThat(state(queue).samplesPerSecond()).isZero();
  }

  private static QueueRequest.Report report(long grows, long falls) {
    Map<String, Long> counters = new LinkedHashMap<>();
    counters.put("grows", grows);
    counters.put("falls", falls);
    return new QueueRequest.Report(counters, "");
  }

  private static ClientState only(MessageQueue queue) {
    QueueReply.Inspection inspection = queue.inspection();
    assertThat(inspection.clientsLeftOut()).isZero();
    assertThat(inspection.clients()).hasSize(1);
    return inspection.clients().getFirst();
  }

  /** The end of a connection reaches the broker by itself, some time after the client's. */
  private static void awaitClients(MessageQueue queue, int count) {
    while (queue.inspection().clients().size() != count) {
      Thread.onSpinWait();
    }
  }
}
