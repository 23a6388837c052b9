package io.gputelemetry.app.role;

import static org.assertj.core.api.Assertions.assertThat;

import io.gputelemetry.runtime.http.Health;
import io.gputelemetry.runtime.lifecycle.SystemClock;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class QueueWatchTest {
  private Optional<String> problem = Optional.empty();
  private final QueueWatch watch =
      new QueueWatch(new Health.Check("queue", () -> problem), new SystemClock());

  @Test
  void queue_thatIsAway_isToldOnceAndItsReturnToo() {
    assertThat(watch.look()).isEmpty();
    problem = Optional.of("a valid token is needed");
    assertThat(watch.look()).contains("a valid token is needed");
    assertThat(watch.look()).isEmpty();
    problem = Optional.empty();
    assertThat(watch.look()).contains("the queue answers again");
    assertThat(watch.look()).isEmpty();
  }
}
