package io.gputelemetry.streamer.source.simulator;

import io.gputelemetry.streamer.source.Source;
import io.gputelemetry.streamer.source.SourceSeries;
import io.gputelemetry.telemetry.Attribution;
import io.gputelemetry.telemetry.Gpu;
import io.gputelemetry.telemetry.LabelTemplate;
import io.gputelemetry.telemetry.SampleBatch;
import io.gputelemetry.telemetry.Series;
import io.gputelemetry.telemetry.SeriesIdentity;
import java.util.ArrayList;
import java.util.List;

/**
 * An endless fleet: one tick yields every metric of every GPU, metric by metric as a capture does,
 * and the next tick follows. A tick stands for a second, whatever time it takes: values, faults and
 * jobs that come and go depend on the seed and the tick alone.
 */
public final class Simulator implements Source {
  /** What a tick stands for. */
  static final long TICK_MICROS = 1_000_000;

  private final List<SimulatedMetric> metrics;
  private final SimulatedGpu[] gpus;
  private final List<HostSchedule> schedules = new ArrayList<>();

  /** Of each GPU, the workload that its series are attributed to. */
  private final Workload[] attributed;

  /** In the order in which a tick yields them. */
  private final SourceSeries[] series;

  private final String name;
  private int next;
  private long ticks;

  /** Whether the tick has yielded something, and when it began by the reader's clock. */
  private boolean yielded;

  private long tickBeganMicros;

  public Simulator(SimulatorConfig config) {
    name = name(config);
    metrics = config.simulated();
    List<Fleet.Member> fleet = config.fleet().members();
    gpus = new SimulatedGpu[fleet.size()];
    attributed = new Workload[fleet.size()];
    for (int i = 0; i < gpus.length; i++) {
      gpus[i] = gpu(i, fleet.get(i), config.faults());
      attributed[i] = Workload.NONE;
    }
    config
        .churn()
        .ifPresent(mean -> {
          for (int first = 0; first < gpus.length; first += config.gpusPerHost()) {
            List<SimulatedGpu> host = List.of(gpus).subList(first, first + config.gpusPerHost());
            schedules.add(new HostSchedule(host, mean, fleet.get(first).seed()));
          }
        });
    series = series(fleet, metrics);
  }

  private static String name(SimulatorConfig config) {
    int gpus = config.hosts() * config.gpusPerHost();
    return "simulator %d %s, %d %s"
        .formatted(
            config.hosts(),
            config.hosts() == 1 ? "host" : "hosts",
            gpus,
            gpus == 1 ? "GPU" : "GPUs");
  }

  private static SimulatedGpu gpu(int number, Fleet.Member member, List<Fault> faults) {
    List<Fault> own =
        faults.stream().filter(fault -> fault.concerns(number, member.gpu())).toList();
    // A seed of their own: faults never change what a healthy GPU draws.
    return new SimulatedGpu(member.seed(), new GpuFaults(own, ~member.seed()));
  }

  private static SourceSeries[] series(List<Fleet.Member> fleet, List<SimulatedMetric> metrics) {
    List<SourceSeries> series = new ArrayList<>();
    for (SimulatedMetric metric : metrics) {
      for (Fleet.Member member : fleet) {
        Gpu gpu = member.gpu();
        String name = metric.metric();
        LabelTemplate labels = LabelTemplate.of(SimulatedCsv.labels(gpu, name), gpu, name);
        Attribution nobody = Workload.NONE.attribution(labels);
        series.add(SourceSeries.of(new SeriesIdentity(Series.of(gpu.uuid(), name), gpu, nobody)));
      }
    }
    return series.toArray(SourceSeries[]::new);
  }

  /** Every series as it is attributed now, in the order in which a tick yields them. */
  List<SourceSeries> series() {
    return List.of(series);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int read(long nowMicros, int max, Sink sink) {
    int count = 0;
    // A fleet that is silent altogether yields nothing: one tick at most is looked at.
    for (int looked = 0; count < max && looked < Math.max(max, series.length); looked++) {
      if (next == 0) {
        if (isStillSilent(nowMicros)) {
          break;
        }
        step();
        tickBeganMicros = nowMicros;
      }
      SimulatedGpu gpu = gpus[next % gpus.length];
      SimulatedMetric metric = metrics.get(next / gpus.length);
      double value = metric.value(gpu);
      if (!gpu.isSilent(metric) && !Double.isNaN(value)) {
        sink.sample(series[next], SampleBatch.NO_SOURCE_TIME, value);
        count++;
        yielded = true;
      }
      next = next + 1 == series.length ? 0 : next + 1;
    }
    return count;
  }

  /** A tick that yields nothing takes its second, for nothing else would hold up the next one. */
  private boolean isStillSilent(long nowMicros) {
    long since = nowMicros - tickBeganMicros;
    return ticks > 0 && !yielded && since >= 0 && since < TICK_MICROS;
  }

  private void step() {
    long elapsedMicros = ticks * TICK_MICROS;
    ticks++;
    yielded = false;
    schedules.forEach(schedule -> schedule.step(elapsedMicros));
    for (int i = 0; i < gpus.length; i++) {
      gpus[i].step(elapsedMicros);
      if (!attributed[i].equals(gpus[i].workload())) {
        attribute(i, gpus[i].workload());
      }
    }
  }

  private void attribute(int gpu, Workload workload) {
    attributed[gpu] = workload;
    for (int place = gpu; place < series.length; place += gpus.length) {
      SeriesIdentity before = series[place].identity();
      Attribution now = workload.attribution(before.attribution().labels());
      series[place] =
          series[place].attributed(new SeriesIdentity(before.series(), before.gpu(), now));
    }
  }
}
