package io.gputelemetry.streamer.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gputelemetry.telemetry.Attribution;
import io.gputelemetry.telemetry.Gpu;
import io.gputelemetry.telemetry.SampleBatch;
import io.gputelemetry.telemetry.Series;
import io.gputelemetry.telemetry.SeriesIdentity;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ShardedTest {
  private static final int GPUS = 1_000;

  private final Fleet fleet = new Fleet();

  /** One sample of each GPU in turn, {@code left} of them in all. */
  private static final class Fleet implements Source {
    private final List<SourceSeries> series =
        IntStream.range(0, GPUS).mapToObj(Fleet::series).toList();
    private int next;
    private int left = Integer.MAX_VALUE;
    private boolean closed;

    private static SourceSeries series(int gpu) {
      String uuid = "GPU-" + gpu;
      return SourceSeries.of(
          new SeriesIdentity(
              Series.of(uuid, "M"), new Gpu(uuid, gpu, "", "", ""), Attribution.NONE));
    }

    @Override
    public String name() {
      return "fleet";
    }

    @Override
    public int read(long nowMicros, int max, Sink sink) {
      int count = Math.min(max, left);
      for (int i = 0; i < count; i++) {
        sink.sample(series.get(next++ % GPUS), SampleBatch.NO_SOURCE_TIME, i);
      }
      left -= count;
      return count == 0 ? END : count;
    }

    @Override
    public Optional<String> problem() {
      return Optional.of("hot");
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  /** A GPU per sample, each another one. */
  private static final class PassingGpus implements Source {
    private final List<WeakReference<String>> uuids = new ArrayList<>();

    @Override
    public String name() {
      return "passing";
    }

    @Override
    public int read(long nowMicros, int max, Sink sink) {
      for (int i = 0; i < max; i++) {
        SourceSeries series = Fleet.series(uuids.size());
        uuids.add(new WeakReference<>(series.identity().gpu().uuid()));
        sink.sample(series, SampleBatch.NO_SOURCE_TIME, i);
      }
      return max;
    }

    @Override
    public void close() {}
  }

  private static List<String> read(Source source, int max) {
    List<String> uuids = new ArrayList<>();
    int count =
        source.read(
            0, max, (series, event, time, value) -> uuids.add(series.identity().gpu().uuid()));
    assertThat(count).isEqualTo(uuids.isEmpty() && count < 0 ? Source.END : uuids.size());
    return uuids;
  }

  @Test
  void shards_together_haveEveryGpuOnce() {
    for (int count : new int[] {1, 2, 7, 10}) {
      List<String> all = new ArrayList<>();
      for (int index = 0; index < count; index++) {
        Shard shard = new Shard(count, index);
        List<String> part =
            fleet.series.stream().map(s -> s.identity().gpu().uuid()).filter(shard::has).toList();
        assertThat(part.size()).isBetween(GPUS / count / 2, GPUS / count * 2);
        all.addAll(part);
      }
      assertThat(new TreeSet<>(all)).hasSize(GPUS);
      assertThat(all).hasSize(GPUS);
    }
  }

  @Test
  void shard_byItsName_isThatOfTheChecksum() {
    // CRC32C("123456789") = e3069283, the check value of its specification.
    assertThat(new Shard(1000, (int) (0xe3069283L % 1000)).has("123456789")).isTrue();
  }

  @Test
  void read_fillsWhatIsAskedForFromTheGpusOfTheShard() {
    Shard shard = new Shard(10, 3);
    Sharded source = new Sharded(fleet, shard);

    List<String> uuids =
        Stream.of(read(source, 500), read(source, 500)).flatMap(List::stream).toList();

    assertThat(uuids).hasSize(1_000).allMatch(shard::has);
    assertThat(source.name()).isEqualTo("fleet, shard 3 of 10");
    assertThat(source.problem()).contains("hot");
    source.close();
    assertThat(fleet.closed).isTrue();
  }

  @Test
  void gpus_thatCameAndWent_areNotRemembered() {
    PassingGpus passing = new PassingGpus();
    Sharded source = new Sharded(passing, new Shard(2, 0));
    assertThat(read(source, GPUS)).hasSize(GPUS);

    System.gc();
    assertThat(passing.uuids)
        .hasSizeGreaterThan(GPUS)
        .allSatisfy(uuid -> assertThat(uuid.get()).isNull());
    assertThat(source.name()).isEqualTo("passing, shard 0 of 2");
  }

  @Test
  void read_atTheEnd_passesOnTheRestThenEnds() {
    fleet.left = 1_500;
    Sharded source = new Sharded(fleet, new Shard(2, 1));

    assertThat(read(source, 10_000)).hasSizeBetween(700, 800);
    assertThat(source.read(0, 10, (series, event, time, value) -> {})).isEqualTo(Source.END);
  }

  @Test
  void read_ofAShardWithoutGpus_returns() {
    Shard shard =
        IntStream.range(0, 5_000)
            .mapToObj(index -> new Shard(5_000, index))
            .filter(one -> fleet.series.stream().noneMatch(s -> one.has(s.identity().gpu().uuid())))
            .findFirst()
            .orElseThrow();

    assertThat(read(new Sharded(fleet, shard), 10)).isEmpty();
  }

  @Test
  void shard_thatIsNone_isRefused() {
    assertThatThrownBy(() -> new Shard(4, 4)).hasMessageContaining("no shard 4 of 4");
    assertThatThrownBy(() -> new Shard(0, 0)).hasMessageContaining("no shard 0 of 0");
    assertThatThrownBy(() -> new Shard(4, -1)).hasMessageContaining("no shard -1 of 4");
  }
}
