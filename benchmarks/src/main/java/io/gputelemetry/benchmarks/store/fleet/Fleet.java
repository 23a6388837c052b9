package io.gputelemetry.benchmarks.store.fleet;

import io.gputelemetry.telemetry.Attribution;
import io.gputelemetry.telemetry.Gpu;
import io.gputelemetry.telemetry.LabelTemplate;
import io.gputelemetry.telemetry.Series;
import io.gputelemetry.telemetry.SeriesIdentity;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

/** The GPUs, numbered from 0, with everything that can be asked of them. Immutable. */
public final class Fleet {
  private static final Attribution LABELS =
      new Attribution(
          "",
          "",
          "",
          new LabelTemplate(
              "DCGM_FI_DRIVER_VERSION=\"535.129.03\",Hostname=\"{host}\",UUID=\"{uuid}\",device=\"{device}\",gpu=\"{gpu}\",modelName=\"{model}\",job=\"dcgm\""));
  private static final long UUID_HIGH = 21L << 40;
  private static final long UUID_LOW = 22L << 40;

  private final Shape shape;
  private final EventTimes times;
  private final Values values;
  private final SeriesIdentity[] identities;
  private final List<Integer> byUuid;
  private final Map<String, Integer> numbers = new HashMap<>();

  public Fleet(Shape shape, long seed) {
    Noise noise = new Noise(seed);
    this.shape = shape;
    this.times = new EventTimes(shape, noise);
    this.values = new Values(noise);
    this.identities = new SeriesIdentity[shape.fleetRows()];
    for (int number = 0; number < shape.gpus(); number++) {
      Gpu gpu = gpu(noise, number);
      numbers.put(gpu.uuid(), number);
      for (Field field : Field.values()) {
        Series series = Series.of(gpu.uuid(), field.name());
        identities[number * Field.COUNT + field.place()] = new SeriesIdentity(series, gpu, LABELS);
      }
    }
    byUuid =
        IntStream.range(0, shape.gpus()).boxed().sorted(Comparator.comparing(this::uuid)).toList();
  }

  private static Gpu gpu(Noise noise, int number) {
    String uuid = "GPU-" + new UUID(noise.bits(UUID_HIGH, number), noise.bits(UUID_LOW, number));
    int index = number % Shape.GPUS_PER_HOST;
    String host = "gpu-node-%04d".formatted(number / Shape.GPUS_PER_HOST);
    return new Gpu(uuid, index, "nvidia" + index, "NVIDIA H100 80GB HBM3", host);
  }

  public Shape shape() {
    return shape;
  }

  public EventTimes times() {
    return times;
  }

  public Values values() {
    return values;
  }

  public SeriesIdentity identity(int gpu, Field field) {
    return identities[gpu * Field.COUNT + field.place()];
  }

  public String uuid(int gpu) {
    return identity(gpu, Field.at(0)).gpu().uuid();
  }

  /** The number of a GPU, or -1. */
  public int number(String uuid) {
    return numbers.getOrDefault(uuid, -1);
  }

  /** The numbers of all GPUs in the order of their uuids. */
  public List<Integer> byUuid() {
    return byUuid;
  }
}
