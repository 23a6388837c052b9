package io.gputelemetry.streamer.source.simulator;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import de.siegmar.fastcsv.writer.QuoteStrategies;
import io.gputelemetry.telemetry.Attribution;
import io.gputelemetry.telemetry.Gpu;
import io.gputelemetry.telemetry.SeriesIdentity;
import java.io.IOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;

/** Writes a simulated fleet as a CSV file in the form of a DCGM capture. */
public final class SimulatedCsv {
  private static final String HEADER =
      "timestamp,metric_name,gpu_id,device,uuid,modelName,Hostname,"
          + "container,pod,namespace,value,labels_raw\n";

  private SimulatedCsv() {}

  /** The label text that a DCGM exporter behind a Prometheus gives a series. */
  static String labels(Gpu gpu, String metric) {
    return "DCGM_FI_DRIVER_VERSION=\"535.129.03\",Hostname=\"%s\",UUID=\"%s\",__name__=\"%s\","
            .formatted(gpu.hostname(), gpu.uuid(), metric)
        + "device=\"%s\",gpu=\"%d\",instance=\"%s:9400\",job=\"dgx_dcgm_exporter\",modelName=\"%s\""
            .formatted(gpu.device(), gpu.gpuId(), gpu.hostname(), gpu.modelName());
  }

  /**
   * Writes {@code ticks} passes over the fleet. The writer is flushed, not closed.
   *
   * @param start timestamp of the first pass
   * @param interval from one pass to the next
   */
  public static void write(
      Writer target, SimulatorConfig config, Instant start, Duration interval, int ticks)
      throws IOException {
    Simulator simulator = new Simulator(config);
    target.write(HEADER);
    CsvWriter csv =
        CsvWriter.builder()
            .quoteStrategy(QuoteStrategies.ALWAYS)
            .lineDelimiter(LineDelimiter.LF)
            .build(target);
    for (int tick = 0; tick < ticks; tick++) {
      Instant time = start.plus(interval.multipliedBy(tick));
      String timestamp = time.toString();
      simulator.read(
          tick * Simulator.TICK_MICROS,
          simulator.series().size(),
          (series, eventTime, sourceTime, value) ->
              csv.writeRecord(record(series.identity(), timestamp, value)));
    }
    csv.flush();
  }

  private static String[] record(SeriesIdentity identity, String timestamp, double value) {
    Gpu gpu = identity.gpu();
    String metric = identity.series().metric();
    Attribution user = identity.attribution();
    return new String[] {
      timestamp,
      metric,
      Integer.toString(gpu.gpuId()),
      gpu.device(),
      gpu.uuid(),
      gpu.modelName(),
      gpu.hostname(),
      user.container(),
      user.pod(),
      user.namespace(),
      BigDecimal.valueOf(value).stripTrailingZeros().toPlainString(),
      labels(gpu, metric)
    };
  }
}
