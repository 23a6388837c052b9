package io.gputelemetry.store.frame;

import io.gputelemetry.store.AggregateQuery;
import io.gputelemetry.store.BatchOf;
import io.gputelemetry.store.Bucket;
import io.gputelemetry.store.BucketPosition;
import io.gputelemetry.store.GpuQuery;
import io.gputelemetry.store.GpuSummary;
import io.gputelemetry.store.LatestQuery;
import io.gputelemetry.store.RowPosition;
import io.gputelemetry.store.ScanQuery;
import io.gputelemetry.store.StoreStats;
import io.gputelemetry.store.WriteReceipt;
import io.gputelemetry.telemetry.SampleBatchCodec;
import io.gputelemetry.telemetry.Series;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Requests and replies of every kind with random fields, and their bodies. */
public final class RandomFrames {
  public static final int REQUEST_KINDS = 9;
  public static final int REPLY_KINDS = 9;

  private static final List<StoreError> ERRORS = List.of(StoreError.values());

  private final SplittableRandom random;

  private RandomFrames(SplittableRandom random) {
    this.random = random;
  }

  public static StoreRequest request(int kind, SplittableRandom random) {
    return new RandomFrames(random).request(kind);
  }

  public static StoreReply reply(int kind, SplittableRandom random) {
    return new RandomFrames(random).reply(kind);
  }

  /** The parts of a body as one. */
  public static ByteBuffer joined(List<ByteBuffer> parts) {
    ByteBuffer body = ByteBuffer.allocate(parts.stream().mapToInt(ByteBuffer::remaining).sum());
    parts.forEach(part -> body.put(part.duplicate()));
    return body.flip();
  }

  private StoreRequest request(int kind) {
    return switch (kind) {
      case 0 -> new StoreRequest.Hello(text(), text(), text());
      case 1 -> new StoreRequest.Append(batch());
      case 2 -> new StoreRequest.Scan(scan());
      case 3 ->
          new StoreRequest.Latest(
              new LatestQuery(
                  texts(), texts(), random.nextLong(), optional(this::series), positive()));
      case 4 ->
          new StoreRequest.Gpus(
              new GpuQuery(
                  optional(this::text),
                  optional(this::text),
                  random.nextBoolean() ? OptionalInt.of(random.nextInt()) : OptionalInt.empty(),
                  optional(this::text),
                  positive()));
      case 5 -> new StoreRequest.Metrics(optional(this::text));
      case 6 -> new StoreRequest.Stats();
      case 7 -> new StoreRequest.Expire(random.nextLong());
      case 8 -> new StoreRequest.Aggregate(aggregate());
      default -> throw new IllegalArgumentException("no kind " + kind);
    };
  }

  private StoreReply reply(int kind) {
    return switch (kind) {
      case 0 -> new StoreReply.Done();
      case 1 -> new StoreReply.Receipt(new WriteReceipt(positive(), positive(), positive()));
      case 2 -> new StoreReply.Rows(random.nextBoolean(), batch(), runs());
      case 3 -> new StoreReply.GpuList(random.nextBoolean(), gpus());
      case 4 ->
          new StoreReply.MetricList(random.nextBoolean(), List.copyOf(new TreeSet<>(texts())));
      case 5 -> new StoreReply.Statistics(stats());
      case 6 -> new StoreReply.Expired(random.nextLong());
      case 7 -> new StoreReply.Refused(ERRORS.get(random.nextInt(ERRORS.size())), text());
      case 8 -> new StoreReply.Buckets(random.nextBoolean(), buckets());
      default -> throw new IllegalArgumentException("no kind " + kind);
    };
  }

  private ScanQuery scan() {
    return new ScanQuery(
        text(),
        texts(),
        random.nextLong(),
        random.nextLong(),
        random.nextBoolean() ? ScanQuery.Order.ASC : ScanQuery.Order.DESC,
        optional(() -> new RowPosition(random.nextLong(), series())),
        positive());
  }

  private AggregateQuery aggregate() {
    return new AggregateQuery(
        texts(),
        texts(),
        random.nextLong(),
        random.nextLong(),
        random.nextLong(1, Long.MAX_VALUE),
        random.nextLong(),
        random.doubles(random.nextInt(AggregateQuery.QUANTILES_MAX + 1)).boxed().toList(),
        optional(() -> new BucketPosition(series(), random.nextLong())),
        positive());
  }

  private List<Bucket> buckets() {
    List<Bucket> buckets = new ArrayList<>();
    for (int runs = random.nextInt(4); runs > 0; runs--) {
      Series series = series();
      for (int left = random.nextInt(4); left > 0; left--) {
        buckets.add(bucket(series));
      }
    }
    return buckets;
  }

  private Bucket bucket(Series series) {
    return new Bucket(
        series,
        random.nextLong(),
        random.nextLong(1, Long.MAX_VALUE),
        number(),
        number(),
        number(),
        random.nextLong(),
        number(),
        Stream.generate(this::number).limit(random.nextInt(4)).toList());
  }

  private double number() {
    return Double.longBitsToDouble(random.nextLong());
  }

  private StoreStats stats() {
    return new StoreStats(
        random.nextLong(),
        random.nextLong(),
        random.nextLong(),
        random.nextLong(),
        micros(),
        micros(),
        random.nextLong(),
        random.nextLong(),
        random.nextLong(),
        random.nextLong(),
        micros(),
        random.nextInt());
  }

  private OptionalLong micros() {
    return random.nextBoolean() ? OptionalLong.of(random.nextLong()) : OptionalLong.empty();
  }

  private Series series() {
    TreeMap<String, String> labels = new TreeMap<>();
    texts().forEach(name -> labels.put(name, text()));
    return new Series("u" + text(), text(), "m" + text(), labels);
  }

  private List<GpuSummary> gpus() {
    List<GpuSummary> gpus = new ArrayList<>();
    for (int left = random.nextInt(5); left > 0; left--) {
      gpus.add(
          new GpuSummary(BatchOf.gpu(random.nextInt(99)), random.nextLong(), random.nextLong()));
    }
    return gpus;
  }

  private List<StoreReply.IngestRun> runs() {
    List<StoreReply.IngestRun> runs = new ArrayList<>();
    for (int left = random.nextInt(5); left > 0; left--) {
      runs.add(new StoreReply.IngestRun(random.nextInt(), random.nextLong()));
    }
    return runs;
  }

  private ByteBuffer batch() {
    BatchOf batch = new BatchOf();
    for (int left = random.nextInt(20); left > 0; left--) {
      batch.row(
          BatchOf.series(random.nextInt(4), "M" + random.nextInt(3)),
          random.nextLong(1L << 50),
          random.nextDouble());
    }
    return new SampleBatchCodec().encode(batch.build());
  }

  private Set<String> texts() {
    Set<String> texts = new TreeSet<>();
    for (int left = random.nextInt(4); left > 0; left--) {
      texts.add(text());
    }
    return texts;
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    for (int left = random.nextInt(12); left > 0; left--) {
      text.appendCodePoint(random.nextInt(4) == 0 ? 0x1F600 : 'a' + random.nextInt(26));
    }
    return text.toString();
  }

  private int positive() {
    return 1 + random.nextInt(Integer.MAX_VALUE - 1);
  }

  private <T> Optional<T> optional(Supplier<T> value) {
    return random.nextBoolean() ? Optional.of(value.get()) : Optional.empty();
  }
}
