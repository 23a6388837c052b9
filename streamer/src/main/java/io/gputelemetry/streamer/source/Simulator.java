package io.gputelemetry.streamer.source;

import io.gputelemetry.telemetry.Attribution;
import io.gputelemetry.telemetry.Gpu;
import io.gputelemetry.telemetry.LabelTemplate;
import io.gputelemetry.telemetry.SampleBatch;
import io.gputelemetry.telemetry.Series;
import io.gputelemetry.telemetry.SeriesIdentity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * An endless fleet: one tick yields every metric of every GPU, metric by metric as a capture does,
 * and the next tick follows. Values depend on the seed and the tick alone.
 */
public final class Simulator implements Source {
  /** Stands for "no GPU is dropped". */
  private static final int NONE = -1;

  private final List<SimulatedMetric> metrics;
  private final SimulatedGpu[] gpus;
  private final List<SourceSeries> series;
  private final int dropped;
  private final long dropAfterMicros;
  private Optional<Long> startedAtMicros = Optional.empty();
  private int next;

  public Simulator(SimulatorConfig config) {
    metrics =
        config.metrics().stream().map(SimulatedMetric::named).map(Optional::orElseThrow).toList();
    SplittableRandom random = new SplittableRandom(config.seed());
    List<Gpu> fleet = new ArrayList<>();
    gpus = new SimulatedGpu[config.hosts() * config.gpusPerHost()];
    for (int i = 0; i < gpus.length; i++) {
      fleet.add(gpu(i / config.gpusPerHost(), i % config.gpusPerHost(), random));
      gpus[i] = new SimulatedGpu(random.nextLong());
    }
    series = identities(fleet, metrics).stream().map(SourceSeries::of).toList();
    dropped = config.drop().map(drop -> place(drop.gpu(), fleet)).orElse(NONE);
    dropAfterMicros = config.drop().map(drop -> drop.after().toNanos() / 1_000).orElse(0L);
  }

  private static Gpu gpu(int host, int index, SplittableRandom random) {
    return new Gpu(
        "GPU-" + new UUID(random.nextLong(), random.nextLong()),
        index,
        "nvidia" + index,
        "NVIDIA H100 80GB HBM3",
        "sim-dgx-%03d".formatted(host + 1));
  }

  private static List<SeriesIdentity> identities(List<Gpu> fleet, List<SimulatedMetric> metrics) {
    List<SeriesIdentity> identities = new ArrayList<>();
    for (SimulatedMetric metric : metrics) {
      for (Gpu gpu : fleet) {
        String name = metric.metric();
        LabelTemplate labels = LabelTemplate.of(SimulatedCsv.labels(gpu, name), gpu, name);
        identities.add(
            new SeriesIdentity(
                Series.of(gpu.uuid(), name), gpu, new Attribution("", "", "", labels)));
      }
    }
    return identities;
  }

  private static int place(String gpu, List<Gpu> fleet) {
    for (int i = 0; i < fleet.size(); i++) {
      if (fleet.get(i).uuid().equals(gpu) || Integer.toString(i).equals(gpu)) {
        return i;
      }
    }
    throw new IllegalArgumentException(
        "there is no GPU %s to drop; give a uuid or a number from 0 to %d"
            .formatted(gpu, fleet.size() - 1));
  }

  /** Every series, in the order in which a tick yields them. */
  List<SourceSeries> series() {
    return series;
  }

  @Override
  public String name() {
    return "simulator";
  }

  @Override
  public int read(long nowMicros, int max, Sink sink) {
    long started = startedAtMicros.orElse(nowMicros);
    startedAtMicros = Optional.of(started);
    boolean silent = dropped != NONE && nowMicros - started >= dropAfterMicros;
    int count = 0;
    // A fleet of one GPU that is dropped yields nothing: one tick at most is looked at.
    for (int looked = 0; count < max && looked < Math.max(max, series.size()); looked++) {
      int gpu = next % gpus.length;
      if (next == 0) {
        step();
      }
      if (!silent || gpu != dropped) {
        double value = metrics.get(next / gpus.length).value(gpus[gpu]);
        sink.sample(series.get(next), SampleBatch.NO_SOURCE_TIME, value);
        count++;
      }
      next = next + 1 == series.size() ? 0 : next + 1;
    }
    return count;
  }

  private void step() {
    for (SimulatedGpu gpu : gpus) {
      gpu.step();
    }
  }
}
