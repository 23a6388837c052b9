package io.gputelemetry.streamer.source.simulator;

import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** What the faults of one GPU do to it, step by step. */
final class GpuFaults {
  private final List<Fault> faults;
  private final RandomGenerator random;

  /** Per fault, whether it has happened; only what happens once asks. */
  private final boolean[] happened;

  private boolean offTheBus;

  GpuFaults(List<Fault> faults, long seed) {
    this.faults = List.copyOf(faults);
    this.random = new SplittableRandom(seed);
    this.happened = new boolean[faults.size()];
  }

  void step(SimulatedGpu gpu, long elapsedMicros) {
    gpu.heal();
    gpu.silent = offTheBus;
    gpu.xidOnly = false;
    for (int i = 0; i < happened.length; i++) {
      Fault fault = faults.get(i);
      if (fault.activeAt(elapsedMicros)) {
        apply(gpu, fault, happened[i]);
        happened[i] = true;
      }
    }
  }

  private void apply(SimulatedGpu gpu, Fault fault, boolean again) {
    switch (fault.effect()) {
      case Fault.Lost() -> gpu.silent = true;
      case Fault.Xid(int code) -> {
        if (!again && !offTheBus) {
          report(gpu, code);
        }
      }
      case Fault.Throttling() -> gpu.overheat();
      case Fault.CorrectableErrors() -> gpu.errors.correct(random);
      case Fault.Slow(int percent) -> gpu.slowDown(percent);
    }
  }

  private void report(SimulatedGpu gpu, int code) {
    gpu.errors.report(code);
    if (!GpuErrors.isSurvived(code)) {
      gpu.crash();
    }
    // The driver can still say why; the GPU itself cannot be asked any more.
    offTheBus = code == Fault.XID_OFF_THE_BUS;
    gpu.silent = offTheBus;
    gpu.xidOnly = offTheBus;
  }
}
