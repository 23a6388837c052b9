package io.gputelemetry.store.frame;

import io.gputelemetry.store.AggregateQuery;
import io.gputelemetry.store.BucketPosition;
import io.gputelemetry.store.GpuQuery;
import io.gputelemetry.store.LatestQuery;
import io.gputelemetry.store.RowPosition;
import io.gputelemetry.store.ScanQuery;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The binary form of requests; {@code docs/store-protocol.md} lists the fields. Batches are not
 * copied: an encoded request refers to them, a decoded one has a view over the body.
 */
public final class RequestCodec {
  private RequestCodec() {}

  /** The body, in parts; it may be longer than a frame. */
  public static List<ByteBuffer> encode(long correlation, StoreRequest request) {
    FieldWriter out = new FieldWriter();
    StoreFrame.putHeader(out, opcode(request), correlation);
    switch (request) {
      case StoreRequest.Hello hello -> {
        out.putString(hello.instance());
        out.putString(hello.role());
        out.putString(hello.token());
      }
      case StoreRequest.Append append -> out.putPart(append.batch());
      case StoreRequest.Scan scan -> putScan(out, scan.query());
      case StoreRequest.Latest latest -> putLatest(out, latest.query());
      case StoreRequest.Aggregate aggregate -> putAggregate(out, aggregate.query());
      case StoreRequest.Gpus gpus -> putGpus(out, gpus.query());
      case StoreRequest.Metrics metrics -> out.putOptional(metrics.after());
      case StoreRequest.Stats _ -> {
        // Has no fields.
      }
      case StoreRequest.Expire expire -> out.putLong(expire.olderThanMicros());
    }
    return out.parts();
  }

  /**
   * The request in this body.
   *
   * @throws StoreFormatException if it is none of this version
   */
  public static StoreRequest decode(ByteBuffer body) throws StoreFormatException {
    Opcode opcode = StoreFrame.opcode(body);
    FieldReader in = new FieldReader(body);
    try {
      StoreRequest request = fields(opcode, in);
      in.end();
      return request;
    } catch (IllegalArgumentException e) {
      throw new StoreFormatException(String.valueOf(e.getMessage()), e);
    }
  }

  private static Opcode opcode(StoreRequest request) {
    return switch (request) {
      case StoreRequest.Hello _ -> Opcode.HELLO;
      case StoreRequest.Append _ -> Opcode.APPEND;
      case StoreRequest.Scan _ -> Opcode.SCAN;
      case StoreRequest.Latest _ -> Opcode.LATEST;
      case StoreRequest.Aggregate _ -> Opcode.AGGREGATE;
      case StoreRequest.Gpus _ -> Opcode.GPUS;
      case StoreRequest.Metrics _ -> Opcode.METRICS;
      case StoreRequest.Stats _ -> Opcode.STATS;
      case StoreRequest.Expire _ -> Opcode.EXPIRE;
    };
  }

  private static StoreRequest fields(Opcode opcode, FieldReader in) throws StoreFormatException {
    return switch (opcode) {
      case HELLO ->
          new StoreRequest.Hello(
              in.getString(StoreRequest.Hello.NAME_BYTES_MAX),
              in.getString(StoreRequest.Hello.NAME_BYTES_MAX),
              in.getString(StoreRequest.Hello.TOKEN_BYTES_MAX));
      case APPEND -> new StoreRequest.Append(in.getRest());
      case SCAN -> new StoreRequest.Scan(scan(in));
      case LATEST -> new StoreRequest.Latest(latest(in));
      case AGGREGATE -> new StoreRequest.Aggregate(aggregate(in));
      case GPUS -> new StoreRequest.Gpus(gpus(in));
      case METRICS -> new StoreRequest.Metrics(in.getOptionalString());
      case STATS -> new StoreRequest.Stats();
      case EXPIRE -> new StoreRequest.Expire(in.getLong());
      case DONE, RECEIPT, ROWS, GPU_LIST, METRIC_LIST, STATISTICS, EXPIRED, REFUSED, BUCKETS ->
          throw new StoreFormatException("opcode " + opcode.code() + " is a reply");
    };
  }

  private static void putScan(FieldWriter out, ScanQuery query) {
    out.putString(query.uuid());
    out.putStrings(query.metrics());
    out.putLong(query.fromMicros());
    out.putLong(query.toMicros());
    out.putFlag(query.order() == ScanQuery.Order.DESC);
    out.putFlag(query.after().isPresent());
    query
        .after()
        .ifPresent(after -> {
          out.putLong(after.eventTimeMicros());
          out.putSeries(after.series());
        });
    out.putInt(query.limit());
  }

  private static ScanQuery scan(FieldReader in) throws StoreFormatException {
    String uuid = in.getString();
    Set<String> metrics = in.getStrings();
    long from = in.getLong();
    long to = in.getLong();
    ScanQuery.Order order = in.getFlag() ? ScanQuery.Order.DESC : ScanQuery.Order.ASC;
    Optional<RowPosition> after =
        in.getFlag()
            ? Optional.of(new RowPosition(in.getLong(), in.getSeries()))
            : Optional.empty();
    return new ScanQuery(uuid, metrics, from, to, order, after, in.getInt());
  }

  private static void putLatest(FieldWriter out, LatestQuery query) {
    out.putStrings(query.metrics());
    out.putStrings(query.uuids());
    out.putLong(query.sinceMicros());
    out.putFlag(query.after().isPresent());
    query.after().ifPresent(out::putSeries);
    out.putInt(query.limit());
  }

  private static LatestQuery latest(FieldReader in) throws StoreFormatException {
    return new LatestQuery(
        in.getStrings(),
        in.getStrings(),
        in.getLong(),
        in.getFlag() ? Optional.of(in.getSeries()) : Optional.empty(),
        in.getInt());
  }

  private static void putAggregate(FieldWriter out, AggregateQuery query) {
    out.putStrings(query.metrics());
    out.putStrings(query.uuids());
    out.putLong(query.fromMicros());
    out.putLong(query.toMicros());
    out.putLong(query.widthMicros());
    out.putLong(query.originMicros());
    out.putDoubles(query.quantiles());
    out.putFlag(query.after().isPresent());
    query
        .after()
        .ifPresent(after -> {
          out.putSeries(after.series());
          out.putLong(after.startMicros());
        });
    out.putInt(query.limit());
  }

  private static AggregateQuery aggregate(FieldReader in) throws StoreFormatException {
    return new AggregateQuery(
        in.getStrings(),
        in.getStrings(),
        in.getLong(),
        in.getLong(),
        in.getLong(),
        in.getLong(),
        in.getDoubles(),
        in.getFlag()
            ? Optional.of(new BucketPosition(in.getSeries(), in.getLong()))
            : Optional.empty(),
        in.getInt());
  }

  private static void putGpus(FieldWriter out, GpuQuery query) {
    out.putOptional(query.uuid());
    out.putOptional(query.hostname());
    out.putOptional(query.gpuId());
    out.putOptional(query.afterUuid());
    out.putInt(query.limit());
  }

  private static GpuQuery gpus(FieldReader in) throws StoreFormatException {
    return new GpuQuery(
        in.getOptionalString(),
        in.getOptionalString(),
        in.getOptionalInt(),
        in.getOptionalString(),
        in.getInt());
  }
}
