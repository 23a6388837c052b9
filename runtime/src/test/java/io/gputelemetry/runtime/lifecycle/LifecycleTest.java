package io.gputelemetry.runtime.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LifecycleTest {
  private final List<String> stopped = new ArrayList<>();
  private final Lifecycle lifecycle = new Lifecycle();

  @Test
  void close_severalParts_stopsTheLastOneFirst() {
    lifecycle.started("log", () -> stopped.add("log"));
    lifecycle.started("door", () -> stopped.add("door"));

    lifecycle.close();

    assertThat(stopped).containsExactly("door", "log");
  }

  @Test
  void close_twice_stopsOnce() {
    lifecycle.started("log", () -> stopped.add("log"));

    lifecycle.close();
    lifecycle.close();

    assertThat(stopped).containsExactly("log");
  }

  @Test
  void started_part_isReturned() {
    AutoCloseable part = () -> stopped.add("log");

    assertThat(lifecycle.started("log", part)).isSameAs(part);
  }

  @Test
  void close_failures_doNotKeepTheOthersAndAreSuppressedIntoTheFirst() {
    lifecycle.started("log", () -> stopped.add("log"));
    lifecycle.started("disk", failing(new IOException("disk is gone")));
    lifecycle.started("door", failing(new AssertionError("door is stuck")));

    Throwable failure = catchThrowable(lifecycle::close);

    assertThat(stopped).containsExactly("log");
    assertThat(failure).hasMessage("cannot stop door").hasCauseInstanceOf(AssertionError.class);
    assertThat(failure.getSuppressed()).singleElement().asString().contains("cannot stop disk");
  }

  @Test
  void close_interrupted_keepsTheInterrupt() {
    lifecycle.started("log", failing(new InterruptedException("stop")));

    assertThatThrownBy(lifecycle::close).hasMessage("cannot stop log");

    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void started_afterClose_stopsThePartAndRefuses() {
    lifecycle.close();

    assertThatThrownBy(() -> lifecycle.started("late", () -> stopped.add("late")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("late");

    assertThat(stopped).containsExactly("late");
  }

  private static AutoCloseable failing(Throwable failure) {
    return () -> {
      if (failure instanceof Error error) {
        throw error;
      }
      throw (Exception) failure;
    };
  }
}
