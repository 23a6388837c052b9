package io.gputelemetry.broker.topic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class FullLogTest {
  private static final Optional<String> FULL = Optional.of("start a collector");

  private final FullLog log = new FullLog();

  @Test
  void log_thatIsFull_isToldOnceAndItsEndToo() {
    assertThat(log.look(Optional.empty(), 0)).isEmpty();
    assertThat(log.look(FULL, 1)).isEqualTo(FULL);
    assertThat(log.look(FULL, 2)).isEmpty();
    assertThat(log.look(Optional.empty(), 3)).contains("messages are taken again");
    assertThat(log.look(Optional.empty(), 4)).isEmpty();
  }

  @Test
  void log_thatIsFullInTurns_isToldOnceAMinute() {
    assertThat(log.look(FULL, 1)).isPresent();
    assertThat(log.look(Optional.empty(), 2)).isPresent();
    assertThat(log.look(FULL, FullLog.PAUSE_NANOS)).isEmpty();
    assertThat(log.look(Optional.empty(), FullLog.PAUSE_NANOS)).isEmpty();
    assertThat(log.look(FULL, FullLog.PAUSE_NANOS + 1)).isPresent();
  }
}
