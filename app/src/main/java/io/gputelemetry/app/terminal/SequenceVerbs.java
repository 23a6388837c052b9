package io.gputelemetry.app.terminal;

import io.gputelemetry.app.ExitCode;
import io.gputelemetry.queue.AdminRequest.DeleteSequence;
import io.gputelemetry.queue.AdminRequest.ResetSequence;
import io.gputelemetry.queue.QueueReply.Done;
import io.gputelemetry.queue.QueueReply.SequenceOpened;
import io.gputelemetry.queue.TopicState.SequenceState;
import java.util.List;

/** {@code sequence …}. */
final class SequenceVerbs {
  private static final String NOUN = "sequence";
  private static final String NAME = "NAME";

  private SequenceVerbs() {}

  static List<Verb> verbs() {
    return List.of(
        Verb.of(NOUN, "list", "Lists the sequences of a topic.", SequenceVerbs::list)
            .topic()
            .example("gpu-telemetry sequence list"),
        one("describe", "Shows how far a sequence is.", SequenceVerbs::describe)
            .example("gpu-telemetry sequence describe dcgm_csv"),
        one("reset", "Lets a sequence begin anew at its first row.", SequenceVerbs::reset)
            .confirmed()
            .example("gpu-telemetry sequence reset dcgm_csv --yes"),
        one("delete", "Forgets a sequence; its grants are lost.", SequenceVerbs::delete)
            .confirmed()
            .example("gpu-telemetry sequence delete dcgm_csv --yes"));
  }

  private static Verb one(String name, String summary, Verb.Action action) {
    return Verb.of(NOUN, name, summary, action).arguments("1", NAME, "The sequence.").topic();
  }

  static Row row(SequenceState sequence) {
    return new Row()
        .with("sequence", sequence.sequence())
        .with("rows", sequence.rows())
        .with("passes", sequence.passes())
        .with("pass", sequence.pass())
        .with("next_row", sequence.nextRow())
        .with("completed_rows", sequence.completedRows())
        .with("outstanding", sequence.outstanding())
        .with("finished", sequence.finished());
  }

  private static ExitCode list(Call call) {
    List<SequenceState> sequences = call.describe(call.asked().topic()).state().sequences();
    call.output()
        .list(sequences.stream().map(SequenceVerbs::row).toList(), "There is no sequence.");
    return ExitCode.FINE;
  }

  private static ExitCode describe(Call call) {
    String name = call.asked().named(NAME);
    SequenceState sequence =
        call.describe(call.asked().topic()).state().sequences().stream()
            .filter(each -> each.sequence().equals(name))
            .findFirst()
            .orElseThrow(() -> Call.none("sequence " + name));
    call.output()
        .one(
            row(sequence)
                .with("completed_ranges", sequence.completedRanges())
                .with("producer_id", sequence.producerId()));
    return ExitCode.FINE;
  }

  private static ExitCode reset(Call call) {
    String name = call.asked().named(NAME);
    call.asked().confirmed("publishes every row of sequence " + name + " once more");
    SequenceOpened opened =
        call.administer(new ResetSequence(call.asked().topic(), name), SequenceOpened.class);
    call.output().one(new Row().with("sequence", name).with("producer_id", opened.producerId()));
    return ExitCode.FINE;
  }

  private static ExitCode delete(Call call) {
    String name = call.asked().named(NAME);
    call.asked().confirmed("forgets how far sequence " + name + " is");
    call.administer(new DeleteSequence(call.asked().topic(), name), Done.class);
    call.output().say("Sequence " + name + " is deleted.");
    return ExitCode.FINE;
  }
}
