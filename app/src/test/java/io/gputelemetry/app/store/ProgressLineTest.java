package io.gputelemetry.app.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.gputelemetry.app.Machine;
import io.gputelemetry.app.TestMachine;
import io.gputelemetry.runtime.lifecycle.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ProgressLineTest {
  private static final long SECOND = 1_000_000_000;

  private final TestMachine real = new TestMachine();
  private long now;

  @Test
  void atATerminal_itIsWrittenNowAndThen_andTakenAway() {
    try (ProgressLine line = new ProgressLine(machine(true))) {
      line.at(() -> "too early");
      now += SECOND;
      line.at(() -> "one");
      line.at(() -> "too soon");
      now += SECOND;
      line.at(() -> "two");
    }
    assertThat(real.err()).isEqualTo("\r\u001b[Kone\r\u001b[Ktwo\r\u001b[K");
  }

  @Test
  void elsewhere_nothingIsWritten() {
    try (ProgressLine line = new ProgressLine(machine(false))) {
      now += SECOND;
      line.at(() -> "one");
    }
    assertThat(real.err()).isEmpty();
  }

  private Machine machine(boolean terminal) {
    Machine machine = real.with(Map.of());
    Clock clock =
        new Clock() {
          @Override
          public long epochMicros() {
            return 0;
          }

          @Override
          public long monotonicNanos() {
            return now;
          }

          @Override
          public void sleepNanos(long nanos) {
            now += nanos;
          }
        };
    return new Machine(
        machine.disks(),
        clock,
        machine.random(),
        machine.environment(),
        machine.in(),
        machine.out(),
        machine.err(),
        terminal,
        machine.connections(),
        machine.end());
  }
}
