package io.gputelemetry.streamer.source.simulator;

import io.gputelemetry.telemetry.Gpu;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;

/** Which GPUs a simulated fleet has: given by its size and its seed. */
record Fleet(int hosts, int gpusPerHost, long seed) {
  /**
   * A GPU of the fleet.
   *
   * @param seed what all its values follow from
   */
  record Member(Gpu gpu, long seed) {}

  int size() {
    return hosts * gpusPerHost;
  }

  /** All of them; a GPU's number is its place. */
  List<Member> members() {
    SplittableRandom random = new SplittableRandom(seed);
    List<Member> members = new ArrayList<>(size());
    for (int i = 0; i < size(); i++) {
      Gpu gpu = gpu(i / gpusPerHost, i % gpusPerHost, random);
      members.add(new Member(gpu, random.nextLong()));
    }
    return members;
  }

  private static Gpu gpu(int host, int index, SplittableRandom random) {
    return new Gpu(
        "GPU-" + new UUID(random.nextLong(), random.nextLong()),
        index,
        "nvidia" + index,
        "NVIDIA H100 80GB HBM3",
        "sim-dgx-%03d".formatted(host + 1));
  }

  /** Throws if a fault names a GPU that is not there. */
  void check(String gpu) {
    if (!gpu.equals(Fault.EVERY_GPU) && !isNumber(gpu) && !isUuid(gpu)) {
      throw new IllegalArgumentException(
          "there is no GPU %s; give a uuid, a number from 0 to %d, or %s"
              .formatted(gpu, size() - 1, Fault.EVERY_GPU));
    }
  }

  private boolean isNumber(String gpu) {
    return gpu.matches("0|[1-9]\\d{0,6}") && Integer.parseInt(gpu) < size();
  }

  private boolean isUuid(String gpu) {
    return gpu.startsWith("GPU-")
        && members().stream().anyMatch(member -> member.gpu().uuid().equals(gpu));
  }
}
