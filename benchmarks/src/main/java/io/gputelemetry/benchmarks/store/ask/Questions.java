package io.gputelemetry.benchmarks.store.ask;

import io.gputelemetry.benchmarks.store.fleet.EventTimes;
import io.gputelemetry.benchmarks.store.fleet.Field;
import io.gputelemetry.benchmarks.store.fleet.Model;
import io.gputelemetry.benchmarks.store.fleet.Row;
import io.gputelemetry.benchmarks.store.fleet.Shape;
import io.gputelemetry.benchmarks.store.fleet.Window;
import io.gputelemetry.store.RowPosition;
import io.gputelemetry.store.SampleStore;
import io.gputelemetry.store.ScanQuery;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Picks what to ask: which GPU, which metric, which time. */
public final class Questions {
  private static final long SECOND = 1_000_000;
  private static final long MINUTES_5 = 300 * SECOND;
  private static final long HOURS_3 = 3 * 3_600 * SECOND;
  private static final long DAY = EventTimes.DAY_MICROS;
  private static final int PAGE = 100;
  private static final int DEEP = 5_000;
  private static final Set<Field> ALL = EnumSet.allOf(Field.class);

  private final SampleStore store;
  private final Model model;
  private final Written written;
  private final Shape shape;
  private final Random random;

  public Questions(SampleStore store, Model model, Written written, long seed) {
    this.store = store;
    this.model = model;
    this.written = written;
    this.shape = model.fleet().shape();
    this.random = new Random(seed);
  }

  /** The first hundred of the three hundred rows of one GPU in five minutes. */
  public Question page() {
    int gpu = random.nextInt(shape.gpus());
    return scan(gpu, ALL, dense(MINUTES_5), PAGE);
  }

  /** A hundred rows behind a cursor that stands five thousand rows deep in three hours. */
  public Question deepPage() {
    int gpu = random.nextInt(shape.historyGpus());
    Window window = Window.of(EventTimes.START_MICROS + random.nextLong(DAY - HOURS_3), HOURS_3);
    List<Row> rows = model.rows(gpu, ALL, window, shape.steps());
    Row cursor = rows.get(DEEP + random.nextInt(Field.COUNT));
    RowPosition after = new RowPosition(cursor.eventTime(), cursor.identity().series());
    ScanQuery query = query(gpu, ALL, window, PAGE).from(after, PAGE);
    return new ScanQuestion(
        store, query, () -> rows.subList(rows.indexOf(cursor) + 1, rows.size()));
  }

  /** One metric of one GPU in five minutes. */
  public Question oneMetric() {
    int gpu = random.nextInt(shape.gpus());
    return scan(gpu, EnumSet.of(field()), dense(MINUTES_5), Integer.MAX_VALUE);
  }

  public Question latest() {
    return new LatestQuestion(store, model, written, field());
  }

  /** A day of one series in 300 buckets. */
  public Question dayInBuckets() {
    int gpu = random.nextInt(shape.historyGpus());
    return new BucketQuestion(store, model, gpu, field(), day());
  }

  /** The time of all GPUs, of one series, in 300 buckets. */
  public Question denseInBuckets() {
    int gpu = random.nextInt(shape.gpus());
    long micros = shape.fleetSteps() * EventTimes.STEP_MICROS;
    return new BucketQuestion(store, model, gpu, field(), dense(micros));
  }

  /** All rows of one GPU of a day. */
  public Question dayOfRows() {
    int gpu = random.nextInt(shape.historyGpus());
    Window day = day();
    return new DayQuestion(
        store,
        query(gpu, ALL, day, Integer.MAX_VALUE),
        () -> model.rows(gpu, ALL, day, shape.steps()));
  }

  public Question list() {
    return new ListQuestion(store, model.fleet(), written);
  }

  public Question stats() {
    return new StatsQuestion(store, shape, written.samples());
  }

  private Question scan(int gpu, Set<Field> fields, Window window, int limit) {
    Supplier<List<Row>> expected = () -> model.rows(gpu, fields, window, shape.steps());
    return new ScanQuestion(store, query(gpu, fields, window, limit), expected);
  }

  private ScanQuery query(int gpu, Set<Field> fields, Window window, int limit) {
    Set<String> metrics =
        fields.size() == Field.COUNT
            ? Set.of()
            : fields.stream().map(Field::name).collect(Collectors.toSet());
    return new ScanQuery(
        model.fleet().uuid(gpu),
        metrics,
        window.from(),
        window.to(),
        ScanQuery.Order.ASC,
        Optional.empty(),
        limit);
  }

  /** A window in the time in which all GPUs were there. */
  private Window dense(long micros) {
    long start = EventTimes.START_MICROS + shape.fleetStart() * EventTimes.STEP_MICROS;
    long room = shape.fleetSteps() * EventTimes.STEP_MICROS - micros;
    return Window.of(start + random.nextLong(room + 1), micros);
  }

  private Window day() {
    return Window.of(EventTimes.START_MICROS, DAY);
  }

  private Field field() {
    return Field.at(random.nextInt(Field.COUNT));
  }
}
