package io.gputelemetry.streamer.source.csv;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import com.sun.management.ThreadMXBean;
import io.gputelemetry.streamer.source.SourceException;
import io.gputelemetry.streamer.source.simulator.SimulatedCsv;
import io.gputelemetry.streamer.source.simulator.SimulatorConfig;
import io.gputelemetry.telemetry.MetricCatalogue;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/**
 * Damages good files in every way that the seed thinks of. Whatever comes of it: rows, counted bad
 * rows, or the one exception that says what is wrong, in bounded memory.
 */
class CsvFuzzTest {
  private static final MetricCatalogue CATALOGUE = MetricCatalogue.load();
  private static final int SEEDS = 3_000;

  /** What one input of some kilobytes may allocate: buffers, and a megabyte of window for zstd. */
  private static final long ALLOCATED_MAX = 24_000_000;

  private static final byte[] NASTY =
      "\"\"\",,\n\r\0\uFEFF<>=;e-.9".getBytes(StandardCharsets.UTF_8);

  private static byte[] good() throws IOException {
    StringWriter text = new StringWriter();
    SimulatedCsv.write(text, SimulatorConfig.of(1, 2, 1), Instant.EPOCH, Duration.ofSeconds(1), 3);
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }

  /** Some bytes changed, put in, left out, repeated or cut off. */
  private static byte[] damaged(byte[] good, Random random) {
    byte[] bytes = good;
    for (int left = random.nextInt(6); left > 0; left--) {
      int at = random.nextInt(bytes.length);
      int length = Math.min(1 + random.nextInt(200), bytes.length - at);
      byte[] head = Arrays.copyOf(bytes, at);
      byte[] part = Arrays.copyOfRange(bytes, at, at + length);
      byte[] rest = Arrays.copyOfRange(bytes, at + length, bytes.length);
      bytes =
          switch (random.nextInt(6)) {
            case 0 -> join(head, nasty(random, 1 + random.nextInt(8)), part, rest);
            case 1 -> join(head, nasty(random, length), rest);
            case 2 -> join(head, rest);
            case 3 -> join(head, part, part, rest);
            case 4 -> join(head, random(random, length), rest);
            default -> join(head, part);
          };
      if (bytes.length == 0) {
        return bytes;
      }
    }
    return bytes;
  }

  private static byte[] nasty(Random random, int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = NASTY[random.nextInt(NASTY.length)];
    }
    return bytes;
  }

  private static byte[] random(Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  @Test
  void text_damaged_isReadOrRefusedAndCountedInBoundedMemory() throws IOException {
    byte[] good = good();
    byte[][] forms = {good, gzip(good), Zstd.compress(good)};
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    int refused = 0;
    long rejected = 0;
    for (long seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      byte[] bytes = damaged(forms[random.nextInt(forms.length)], random);
      Tally tally = new Tally();
      long before = threads.getCurrentThreadAllocatedBytes();
      long read = 0;
      try {
        read = read(bytes, tally);
      } catch (SourceException e) {
        refused++;
        assertThat(e.getMessage()).as("seed %d", seed).startsWith("fuzz ");
      }
      assertThat(threads.getCurrentThreadAllocatedBytes() - before)
          .as("seed %d", seed)
          .isLessThan(ALLOCATED_MAX);
      LoadReport report = tally.report();
      long bad = sum(report.rejected().values()) + sum(report.absent().values());
      rejected += bad;
      // A refusal can come before the rows that were read are passed on.
      assertThat(report.records()).as("seed %d", seed).isGreaterThanOrEqualTo(read + bad);
    }
    assertThat(refused).isBetween(SEEDS / 10, SEEDS * 9 / 10);
    assertThat(rejected).isGreaterThan(SEEDS / 2);
  }

  private static long sum(Iterable<Long> counts) {
    long sum = 0;
    for (long count : counts) {
      sum += count;
    }
    return sum;
  }

  private static long read(byte[] bytes, Tally tally) {
    CsvRows rows = CsvRows.of("fuzz", new ByteArrayInputStream(bytes), CATALOGUE, tally);
    long count = 0;
    for (Optional<CsvRows.Row> row = rows.next(); row.isPresent(); row = rows.next()) {
      assertThat(row.get().value()).isFinite();
      assertThat(row.get().identity().series().uuid()).isNotBlank();
      count++;
    }
    return count;
  }
}
