package io.gputelemetry.benchmarks.store.fleet;

import io.gputelemetry.telemetry.SampleBatch;
import io.gputelemetry.telemetry.SeriesIdentity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The samples in the order in which they arrive (step, host, metric), cut into numbered batches,
 * each of which can be built at any time. Behind those of the day they go on for ever, with all
 * GPUs. Batches of the same rows share the list of their dictionary, as those share it that a
 * pipeline decodes. Any thread may ask.
 */
public final class Arrivals {
  private static final int ENDLESS_STEPS = 1_000_000;

  private final Fleet fleet;
  private final int most;
  private final List<Section> sections;
  private final Map<Rows, List<SeriesIdentity>> dictionaries = new ConcurrentHashMap<>();

  private record Rows(int first, int end) {}

  /**
   * Cuts them.
   *
   * @param most samples of a batch, a multiple of {@value Shape#ROWS_PER_HOST} so that no host is
   *     cut
   */
  public Arrivals(Fleet fleet, int most) {
    if (most < 1 || most % Shape.ROWS_PER_HOST != 0) {
      throw new IllegalArgumentException("a batch takes multiples of " + Shape.ROWS_PER_HOST);
    }
    this.fleet = fleet;
    this.most = most;
    Shape shape = fleet.shape();
    int start = shape.fleetStart();
    int end = shape.steps();
    sections =
        List.of(
            new Section(shape.historyRows(), 0, start, most),
            new Section(shape.fleetRows(), start, end, most),
            new Section(shape.fleetRows(), end, end + ENDLESS_STEPS, most));
  }

  /** The first batch with all GPUs. */
  public long fleetStart() {
    return sections.get(0).batches();
  }

  /** Batches of the day. */
  public long ofDay() {
    return fleetStart() + sections.get(1).batches();
  }

  /** What is in a batch. */
  public Slice slice(long batch) {
    long left = batch;
    for (Section section : sections) {
      if (left < section.batches()) {
        return section.slice(left);
      }
      left -= section.batches();
    }
    throw new IllegalArgumentException("there is no batch " + batch);
  }

  /** Samples of the batches [first, end). */
  public long samples(long first, long end) {
    long samples = 0;
    for (long batch = first; batch < end; batch++) {
      samples += slice(batch).size();
    }
    return samples;
  }

  /**
   * How many steps, from the start of the day, a GPU has in the batches below this one, at least
   * one of which is of all GPUs.
   */
  public int steps(int gpu, long endBatch) {
    Slice next = slice(endBatch);
    boolean isInPart = gpu / Shape.GPUS_PER_HOST * Shape.ROWS_PER_HOST < next.firstRow();
    return next.firstStep() + (isInPart ? 1 : 0);
  }

  /** Builds a batch. */
  public SampleBatch build(long batch) {
    Slice slice = slice(batch);
    SampleBatch.Builder builder =
        new SampleBatch.Builder(
            dictionaries.computeIfAbsent(
                new Rows(slice.firstRow(), slice.endRow()), this::dictionary));
    Shape shape = fleet.shape();
    for (int step = slice.firstStep(); step < slice.endStep(); step++) {
      for (int row = slice.firstRow(); row < slice.endRow(); row++) {
        int gpu = shape.gpuOfRow(row);
        long time = fleet.times().at(gpu, step);
        double value = fleet.values().value(gpu, shape.fieldOfRow(row), step);
        builder.add(row - slice.firstRow(), time, fleet.times().source(gpu, time), value);
      }
    }
    return builder.build();
  }

  /** The GPUs of a batch; all rows that they have of its steps are in it. */
  public Set<Integer> gpus(Slice slice) {
    Set<Integer> gpus = new TreeSet<>();
    for (int row = slice.firstRow(); row < slice.endRow(); row++) {
      gpus.add(fleet.shape().gpuOfRow(row));
    }
    return gpus;
  }

  private List<SeriesIdentity> dictionary(Rows rows) {
    List<SeriesIdentity> dictionary = new ArrayList<>();
    for (int row = rows.first; row < rows.end; row++) {
      dictionary.add(fleet.identity(fleet.shape().gpuOfRow(row), fleet.shape().fieldOfRow(row)));
    }
    return List.copyOf(dictionary);
  }

  /** Samples of a batch at most. */
  public int most() {
    return most;
  }

  public Fleet fleet() {
    return fleet;
  }
}
