package io.gputelemetry.app.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.gputelemetry.app.ExitCode;
import io.gputelemetry.app.Machine;
import io.gputelemetry.app.StartException;
import io.gputelemetry.app.TestMachine;
import io.gputelemetry.store.StoreException;
import io.gputelemetry.store.WriteReceipt;
import io.gputelemetry.telemetry.SampleBatch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** An import into a store that fails, and where batches end. */
final class StoreImportTest {
  private static final String HEADER = "timestamp,metric_name,uuid,value,pod\n";
  private static final String TIME = "2025-07-18T20:42:34.000001Z";

  private final TestMachine real = new TestMachine();
  private final List<Duration> pauses = new ArrayList<>();
  private final List<Integer> sizes = new ArrayList<>();
  private int failures;
  private boolean retryable = true;
  private boolean stopped;

  @Test
  void appendOverANetwork_thatFails_isTriedAgain() throws Exception {
    failures = 9;
    StoreImport.Imported done = read(true, HEADER + TIME + ",M,GPU-1,1,p\n");
    assertThat(done.stored()).isEqualTo(1);
    assertThat(pauses).filteredOn(Duration::isPositive).hasSize(9);
  }

  @Test
  void appendThatFailsForGood_orOfTheOwnFiles_isNot() {
    String csv = HEADER + TIME + ",M,GPU-1,1,p\n";
    failures = 10;
    assertThatExceptionOfType(StoreException.class).isThrownBy(() -> read(true, csv));
    failures = 1;
    assertThatExceptionOfType(StoreException.class).isThrownBy(() -> read(false, csv));
    failures = 1;
    retryable = false;
    assertThatExceptionOfType(StoreException.class).isThrownBy(() -> read(true, csv));
    assertThat(sizes).isEmpty();
  }

  @Test
  void batches_endAtTenThousandRows_andWhereTheirTextsAreLong() throws Exception {
    read(false, HEADER + (TIME + ",M,GPU-1,1,p\n").repeat(10_001));
    assertThat(sizes).containsExactly(10_000, 1);
    sizes.clear();
    StringBuilder wide = new StringBuilder(HEADER);
    for (int i = 0; i < 50; i++) {
      wide.append(TIME).append(",M,GPU-").append(i).append(",1,").append("p".repeat(50_000));
      wide.append('\n');
    }
    read(false, wide.toString());
    assertThat(sizes).containsExactly(40, 10);
  }

  @Test
  void import_thatIsStopped_saysWhatWasTaken() {
    stopped = true;
    assertThatExceptionOfType(StartException.class)
        .isThrownBy(() -> read(false, HEADER + TIME + ",M,GPU-1,1,p\n"))
        .withMessage("stopped before the end; nothing was stored")
        .matches(e -> e.code() == ExitCode.DIFFERENT);
  }

  private StoreImport.Imported read(boolean patient, String csv) throws Exception {
    real.in = csv;
    Machine machine = real.with(Map.of());
    Machine.ProcessEnd end =
        new Machine.ProcessEnd() {
          @Override
          public boolean awaitStop(Duration longest) {
            pauses.add(longest);
            return stopped;
          }

          @Override
          public void halt(ExitCode code) {
            throw new AssertionError(code);
          }
        };
    Machine impatient =
        new Machine(
            machine.disks(),
            machine.clock(),
            machine.random(),
            machine.environment(),
            machine.in(),
            machine.out(),
            machine.err(),
            false,
            machine.connections(),
            end);
    return new StoreImport(impatient, this::append, patient)
        .run(List.of(StoreImport.STANDARD_INPUT));
  }

  private WriteReceipt append(SampleBatch batch) {
    if (failures > 0) {
      failures--;
      throw new StoreException("away", retryable);
    }
    if (batch.size() > 0) {
      sizes.add(batch.size());
    }
    return new WriteReceipt(batch.size(), 0, 0);
  }
}
