package io.gputelemetry.exposition;

import static org.assertj.core.api.Assertions.assertThat;

import io.gputelemetry.exposition.ExpositionText.Format;
import io.gputelemetry.exposition.ExpositionText.Rejection;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ExpositionTextFuzzTest {
  private static final int EXECUTIONS = 120_000;
  private static final long SLACK_BYTES = 64 << 10;

  private static final String GOOD =
      """
      # HELP DCGM_FI_DEV_SM_CLOCK SM clock frequency (in MHz).
      # TYPE DCGM_FI_DEV_SM_CLOCK gauge
      DCGM_FI_DEV_SM_CLOCK{gpu="0",UUID="GPU-5fd4f087-86f3-7a43-b711-4771313afc50",device="nvidia0"} 1980 1520879607789
      DCGM_FI_DEV_POWER_USAGE{gpu="0",UUID="GPU-5fd4f087-86f3-7a43-b711-4771313afc50",pod="a\\"b\\\\c\\n"} 134.568000
      {"dcgm.temp",gpu="0","my.label"="übergroß 日本"} -1.5e-7
      foo_bucket{le="+Inf"} 17 1520879607.789 # {trace_id="oHg5SJYRHA0"} 9.8 1520879607.789
      up NaN
      # EOF
      """;

  /** Folds everything into one number without an object. */
  private static final class Fold implements ExpositionText.Sink {
    private long fold;

    @Override
    public void sample(String series, double value, long timeMicros) {
      fold = 31 * (31 * (31 * fold + series.hashCode()) + Double.hashCode(value)) + timeMicros;
    }

    @Override
    public void rejected(int line, Rejection reason) {
      fold = 31 * (31 * fold + line) + reason.label().hashCode();
    }
  }

  @Test
  void damagedText_neverThrowsAndAllocatesLittleAndReadsTheSameTwice() {
    byte[] good = GOOD.getBytes(StandardCharsets.UTF_8);
    Fold fold = new Fold();
    for (int i = 0; i < EXECUTIONS; i++) {
      int seed = i;
      byte[] bytes = Mutations.of(good, new Random(seed));
      long most = 4L * bytes.length + SLACK_BYTES;
      if (Allocation.of(() -> read(format(seed), bytes, fold)) > most) {
        throw new AssertionError("seed " + seed + " allocated more than " + most);
      }
      long first = fold.fold;
      read(format(seed), bytes, fold);
      assertThat(fold.fold == first).as("seed %d", seed).isTrue();
    }
  }

  private static void read(Format format, byte[] bytes, Fold fold) {
    fold.fold = 0;
    ExpositionText.read(format, bytes, bytes.length, fold);
  }

  @Test
  void randomBytes_neverThrow() {
    Fold fold = new Fold();
    for (int seed = 0; seed < 20_000; seed++) {
      Random random = new Random(seed);
      byte[] bytes = new byte[random.nextInt(200)];
      random.nextBytes(bytes);
      ExpositionText.read(format(seed), bytes, bytes.length, fold);
    }
  }

  @Test
  void longText_allocatesAMultipleOfItsLength() {
    assertBounded(GOOD.replace("# EOF\n", "").repeat(3_000), 4);
    assertBounded("x".repeat(1 << 20), 4);
    assertBounded("#\n".repeat(1 << 19), 4);
    assertBounded("a{\n".repeat(1 << 19), 4);
    // The shortest lines: what one costs is the object of its text.
    assertBounded("a 1\n".repeat(1 << 18), 16);
  }

  private static Format format(int seed) {
    return seed % 2 == 0 ? Format.PROMETHEUS : Format.OPENMETRICS;
  }

  private static void assertBounded(String text, int times) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    Fold fold = new Fold();
    assertThat(Allocation.of(() -> read(Format.PROMETHEUS, bytes, fold)))
        .isLessThan(times * (long) bytes.length + SLACK_BYTES);
  }
}
