package io.gputelemetry.exposition.remotewrite;

import static org.assertj.core.api.Assertions.assertThat;

import io.gputelemetry.exposition.Allocation;
import io.gputelemetry.exposition.Mutations;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RemoteWriteFuzzTest {
  private static final int EXECUTIONS = 120_000;
  private static final long SLACK_BYTES = 64 << 10;

  /** Folds everything into one number without an object. */
  private static final class Fold implements RemoteWriteReader.Sink {
    private long fold;

    @Override
    public void series(SeriesLabels labels) {
      fold = 31 * fold + labels.size();
    }

    @Override
    public void sample(double value, long timeMillis) {
      fold = 31 * (31 * fold + Double.hashCode(value)) + timeMillis;
    }
  }

  private static byte[] good(RemoteWriteVersion version) {
    RemoteWriteWriter writer = new RemoteWriteWriter(version);
    for (int i = 0; i < 5; i++) {
      writer.series(
          Map.of(
              "__name__", "DCGM_FI_DEV_GPU_UTIL",
              "UUID", "GPU-5fd4f087-86f3-7a43-b711-4771313afc5" + i,
              "pod", "日本-ü"));
      writer.sample(i / 3.0, 1_790_000_000_000L + i);
      writer.sample(i, 1_790_000_001_000L + i);
    }
    return writer.finish();
  }

  /** What came of it; what the sink was given before a refusal is of no interest. */
  private static long outcome(RemoteWriteVersion version, byte[] body, Fold fold) {
    fold.fold = 0;
    try {
      return fold.fold + 31 * new RemoteWriteReader(1 << 20).read(version, body, fold).samples();
    } catch (RemoteWriteFormatException refused) {
      return String.valueOf(refused.getMessage()).hashCode();
    }
  }

  private static void run(RemoteWriteVersion version, byte[] body, int seed, Fold fold) {
    // Snappy gives at most 22 bytes for one.
    long most = 4L * 22 * body.length + SLACK_BYTES;
    if (Allocation.of(() -> outcome(version, body, fold)) > most) {
      throw new AssertionError("seed " + seed + " allocated more than " + most);
    }
    long first = outcome(version, body, fold);
    assertThat(outcome(version, body, fold) == first).as("seed %d", seed).isTrue();
  }

  @Test
  void damagedRequest_isReadOrRefusedAndAllocatesLittle() {
    Fold fold = new Fold();
    for (RemoteWriteVersion version : RemoteWriteVersion.values()) {
      byte[] good = good(version);
      for (int seed = 0; seed < EXECUTIONS / 4; seed++) {
        run(version, Mutations.of(good, new Random(seed)), seed, fold);
      }
    }
  }

  @Test
  void damagedMessage_underGoodCompression_isReadOrRefusedAndAllocatesLittle() throws Exception {
    Fold fold = new Fold();
    for (RemoteWriteVersion version : RemoteWriteVersion.values()) {
      byte[] good = SnappyBlock.decompress(good(version), 1 << 20);
      for (int seed = 0; seed < EXECUTIONS / 4; seed++) {
        byte[] message = Mutations.of(good, new Random(seed));
        run(version, SnappyBlock.compress(message), seed, fold);
      }
    }
  }

  @Test
  void largeRequests_allocateAMultipleOfTheirContent() throws Exception {
    Written symbols = Written.message();
    Written samples = Written.message().label("__name__", "a");
    for (int i = 0; i < 300_000; i++) {
      symbols.text(4, "");
      samples.inner(2, Written.message());
    }
    assertBounded(RemoteWriteVersion.V2, symbols);
    assertBounded(RemoteWriteVersion.V1, Written.message().inner(1, samples));
  }

  private static void assertBounded(RemoteWriteVersion version, Written request) throws Exception {
    byte[] body = request.compressed();
    long content = request.toBytes().length;
    Fold fold = new Fold();
    long before = Allocation.bytes();
    new RemoteWriteReader(1 << 20).read(version, body, fold);
    assertThat(Allocation.bytes() - before).isLessThan(4 * content + SLACK_BYTES);
  }
}
