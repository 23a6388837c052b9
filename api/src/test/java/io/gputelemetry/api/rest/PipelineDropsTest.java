package io.gputelemetry.api.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.gputelemetry.api.rest.PipelineView.PipelineDrop;
import io.gputelemetry.queue.ClientState;
import io.gputelemetry.queue.DepartedDrops;
import io.gputelemetry.queue.Drop;
import io.gputelemetry.queue.QueueReply.Inspection;
import io.gputelemetry.queue.TopicState;
import io.gputelemetry.queue.TopicState.GroupState;
import io.gputelemetry.queue.TopicState.Span;
import io.gputelemetry.queue.TopicState.Trouble;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PipelineDropsTest {
  private static final Span AT = new Span(1_000_000, 2_000_000);
  private static final Instant FIRST = Instant.ofEpochSecond(1);
  private static final Instant LAST = Instant.ofEpochSecond(2);

  @Test
  void messages_thatLeftTheLogBeforeAnyGroupBegan_areDropped() {
    assertThat(retention(topic("t", 100, 500))).isEqualTo(100);
    assertThat(retention(topic("t", 100, 500, begunAt(500, 40))))
        .as("the group had the others")
        .isEqualTo(40);
    assertThat(drops(topic("t", 100, 500, begunAt(500, 300), begunAt(500, 0)))).isEmpty();
    assertThat(drops(topic("t", 0, 500, begunAt(500, 300))))
        .as("they are still there for another group")
        .isEmpty();
  }

  @Test
  void messages_thatLeftWithoutAGroup_haveTheirTimes() {
    assertThat(drops(topic("t", 100, 500, 100, Span.UNKNOWN)))
        .containsExactly(ofQueue("t", "retention", 100));
    PipelineDrop more = drops(topic("t", 100, 500, 60, Span.UNKNOWN)).getFirst();
    assertThat(more.count()).isEqualTo(100);
    assertThat(more.firstAt()).as("known of some of them only").isNull();
  }

  @Test
  void messages_thatAGroupWasMovedPast_areDropped_withTheirOffsets() {
    Trouble trouble = new Trouble(0, 0, 30, 120, 150, AT);
    GroupState moved =
        new GroupState("g", 150, 120, 0, 350, 0, 0, 0, List.of(), false, false, trouble);
    assertThat(drops(topic("t", 150, 500, moved)))
        .as("the group began at 0, so nothing left unseen")
        .containsExactly(
            new PipelineDrop("t/g", "queue", "gap", 30, "messages", FIRST, LAST, 120L, 150L, null));
  }

  @Test
  void deadLetters_areCounted_whetherTheirLogStillHasThemOrNot() {
    assertThat(drops(topic("t.dlq", 3, 5, 0, AT)))
        .as("nobody knows when the first came")
        .extracting(PipelineDrop::count, PipelineDrop::firstAt, PipelineDrop::lastAt)
        .containsExactly(Tuple.tuple(5L, null, LAST));
    assertThat(drops(topic("t.dlq", 0, 5, 0, AT)))
        .containsExactly(ofQueue("t.dlq", "dead_letter", 5));
    assertThat(drops(topic("t.dlq", 0, 0))).isEmpty();
  }

  @Test
  void drops_ofClients_thereAndGone_areInTheOrderOfTheirPlaces() {
    Drop late = new Drop("time_ahead", 2, 1_000_000, 2_000_000);
    Drop bad = new Drop("conflict", 1, 1_000_000, 2_000_000);
    Inspection inspection =
        new Inspection(
            List.of(),
            List.of(client("z", 9, bad), client("", 1, late, bad), client("z", 8, late)),
            0,
            List.of(new DepartedDrops("streamer", List.of(late))));
    assertThat(PipelineDrops.of(inspection, Optional.empty()))
        .containsExactly(
            of("collector", "10.0.0.1:5", "conflict", 1),
            of("collector", "10.0.0.1:5", "time_ahead", 2),
            of("streamer", "streamer (gone)", "time_ahead", 2),
            of("collector", "z", "conflict", 1));
  }

  private static ClientState client(String instance, long reportedAt, Drop... drops) {
    return new ClientState(
        instance, "collector", "10.0.0.1:5", 1, reportedAt, "", List.of(), List.of(drops), "");
  }

  private static PipelineDrop ofQueue(String where, String reason, long count) {
    return new PipelineDrop(
        where, "queue", reason, count, "messages", FIRST, LAST, null, null, null);
  }

  private static PipelineDrop of(String role, String where, String reason, long count) {
    return new PipelineDrop(where, role, reason, count, "samples", FIRST, LAST, null, null, null);
  }

  @Test
  void drops_ofTwoRolesOfOneProcess_areToldApartAndSayWhatTheyCount() {
    Drop bad = new Drop("bad_row_uuid", 2, 1_000_000, 2_000_000);
    ClientState streamer =
        new ClientState("all-1", "streamer", "", 1, 1, "", List.of(), List.of(bad), "");
    Inspection inspection =
        new Inspection(
            List.of(),
            List.of(client("all-1", 1, new Drop("conflict", 1, 1_000_000, 2_000_000)), streamer),
            0,
            List.of());
    assertThat(PipelineDrops.of(inspection, Optional.empty()))
        .extracting(PipelineDrop::role, PipelineDrop::reason, PipelineDrop::unit)
        .containsExactly(
            Tuple.tuple("collector", "conflict", "samples"),
            Tuple.tuple("streamer", "bad_row_uuid", "rows"));
  }

  @ParameterizedTest
  @CsvSource({
    "scrape_failed, scrapes",
    "write_too_large, requests",
    "unreadable_line, lines",
    "unpublished, rows",
    "no_value_blank, samples",
    "of_its_own, samples"
  })
  void reason_ofAnyKind_saysWhatIsCounted(String reason, String unit) {
    assertThat(DropUnit.of(reason)).isEqualTo(unit);
  }

  private static long retention(TopicState topic) {
    assertThat(drops(topic)).extracting(PipelineDrop::reason).containsExactly("retention");
    return drops(topic).getFirst().count();
  }

  private static List<PipelineDrop> drops(TopicState topic) {
    return PipelineDrops.of(new Inspection(List.of(topic)), Optional.empty());
  }

  private static TopicState topic(String name, long first, long end, GroupState... groups) {
    return new TopicState(name, first, end, 1, 1, 0, 0, 0, List.of(groups), List.of());
  }

  private static TopicState topic(String name, long first, long end, long unseen, Span appended) {
    return new TopicState(
        name, first, end, 1, 1, 0, 0, 0, unseen, AT, appended, List.of(), List.of());
  }

  /** A group that began at {@code start} and has acked 150 messages since. */
  private static GroupState begunAt(long end, long start) {
    return new GroupState("g" + start, start, 150, 0, end - start - 150, 0, 0, 0, List.of());
  }
}
