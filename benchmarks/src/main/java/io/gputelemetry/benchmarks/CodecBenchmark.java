package io.gputelemetry.benchmarks;

import io.gputelemetry.telemetry.SampleBatch;
import io.gputelemetry.telemetry.SampleBatchCodec;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Samples a second through the codec, in batches of 10,000. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class CodecBenchmark {
  private static final int SAMPLES = 10_000;

  private final SampleBatchCodec codec = new SampleBatchCodec();
  private final SampleBatch batch = Batches.ofFleet(SAMPLES);
  private ByteBuffer encoded = ByteBuffer.allocate(0);

  /** Encodes once for the decoder. */
  @Setup
  public void encodeOnce() {
    encoded = codec.encode(batch);
  }

  /** A batch to bytes. */
  @Benchmark
  @OperationsPerInvocation(SAMPLES)
  public ByteBuffer encode() {
    return codec.encode(batch);
  }

  /** Bytes to a batch. */
  @Benchmark
  @OperationsPerInvocation(SAMPLES)
  public SampleBatch decode() {
    return codec.decode(encoded);
  }
}
