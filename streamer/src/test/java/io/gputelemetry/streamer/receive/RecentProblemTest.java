package io.gputelemetry.streamer.receive;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RecentProblemTest {
  private final SetClock clock = new SetClock();
  private final RecentProblem problem = new RecentProblem(clock);

  @Test
  void problem_untilSomethingSucceeds_isShown() {
    assertThat(problem.now()).isEmpty();
    problem.failed("full");
    assertThat(problem.now()).contains("full");
    problem.succeeded();
    assertThat(problem.now()).isEmpty();
  }

  @Test
  void problem_afterWhichNobodyTries_isForgotten() {
    problem.failed("full");
    clock.advanceMillis(RecentProblem.KEPT.toMillis() - 1);
    assertThat(problem.now()).contains("full");
    clock.advanceMillis(1);
    assertThat(problem.now()).isEmpty();
  }
}
