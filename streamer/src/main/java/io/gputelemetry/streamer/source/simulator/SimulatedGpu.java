package io.gputelemetry.streamer.source.simulator;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * One GPU that runs jobs and rests. Everything follows from the job: utilisation wavers around its
 * load, power follows utilisation and the clock, temperature follows power slowly, clocks fall when
 * idle or hot, and the frame buffer holds what the job needs. One step stands for a second.
 */
final class SimulatedGpu {
  static final double FRAME_BUFFER_MIB = 81_007;

  private static final double IDLE_WATTS = 68;
  private static final double MAX_WATTS = 700;
  private static final double COOLANT_CELSIUS = 22;
  private static final double CELSIUS_PER_WATT = 0.078;
  private static final double FAILED_CELSIUS_PER_WATT = 0.2;
  private static final double THERMAL_LAG = 0.06;
  private static final double WARM_CELSIUS = 75;

  /** What a GPU gets to do that has to get hot. */
  private static final Job BURN = new Job(95, 0.5, 60_000, Workload.NONE);

  private final RandomGenerator random;
  private final GpuFaults faults;
  private final ThermalLimit limit = new ThermalLimit();
  private Job job = Job.REST;
  private int stepsLeft;

  /** The job failed, and the GPU rests until the next one. */
  private boolean crashed;

  private double celsiusPerWatt = CELSIUS_PER_WATT;
  private double slowness = 1;
  private boolean burning;

  final GpuErrors errors = new GpuErrors();

  /** Yields nothing, unless {@link #xidOnly} allows that one metric. */
  boolean silent;

  boolean xidOnly;

  double utilization;
  double memoryCopyUtilization;
  double watts = IDLE_WATTS;
  double celsius = COOLANT_CELSIUS + IDLE_WATTS * CELSIUS_PER_WATT;
  double usedMib = Job.DRIVER_MIB;
  double smClock;
  double energyMillijoules;

  SimulatedGpu(long seed, GpuFaults faults) {
    this.random = new SplittableRandom(seed);
    this.faults = faults;
    energyMillijoules = random.nextInt(1_000_000) * 1e3;
    nextJob();
    // As if it had been running for long.
    stepsLeft = 1 + random.nextInt(stepsLeft);
  }

  void step(long elapsedMicros) {
    if (--stepsLeft <= 0) {
      nextJob();
    }
    faults.step(this, elapsedMicros);
    Job doing = doing();
    boolean idle = doing.isRest();
    double speed = limit.step(celsius, idle) * slowness;
    usedMib = doing.usedMib();
    utilization = idle ? 0 : Math.clamp(Math.rint(doing.load() + wobble(4)), 1, 100);
    memoryCopyUtilization = Math.rint(utilization * doing.memoryIntensity());
    double working = utilization / 100 * (MAX_WATTS - IDLE_WATTS) * 0.93 * speed * speed;
    double drawn = IDLE_WATTS + working + wobble(4);
    watts = Math.rint(Math.clamp(drawn, IDLE_WATTS - 4, MAX_WATTS) * 1000) / 1000;
    celsius += (COOLANT_CELSIUS + watts * celsiusPerWatt - celsius) * THERMAL_LAG;
    smClock = idle ? 345 : Math.rint((celsius > WARM_CELSIUS ? 1965 : 1980) * speed);
    energyMillijoules += Math.rint(watts * 1000);
  }

  private Job doing() {
    if (burning && (crashed || job.isRest())) {
      return BURN.of(job.workload());
    }
    return crashed ? Job.REST : job;
  }

  private void nextJob() {
    boolean rest = job.isRest() ? random.nextInt(4) == 0 : random.nextInt(3) > 0;
    stepsLeft = 60 + random.nextInt(540);
    begin(Job.drawn(random, rest));
  }

  private void begin(Job next) {
    job = next;
    crashed = false;
  }

  /** Does this from now on, and chooses no job by itself any more. */
  void run(Job next) {
    stepsLeft = Integer.MAX_VALUE;
    begin(next);
  }

  /** Who uses it. */
  Workload workload() {
    return job.workload();
  }

  private double wobble(double range) {
    return Math.clamp(random.nextGaussian() / 3, -1, 1) * range;
  }

  /** Undoes what lasts only as long as a fault. */
  void heal() {
    celsiusPerWatt = CELSIUS_PER_WATT;
    slowness = 1;
    burning = false;
  }

  /** The job fails; the GPU rests until the next one. */
  void crash() {
    crashed = true;
  }

  /** Little heat is carried away, and a GPU that rests gets something to do. */
  void overheat() {
    celsiusPerWatt = FAILED_CELSIUS_PER_WATT;
    burning = true;
  }

  void slowDown(int percent) {
    slowness = percent / 100.0;
  }

  /** DCGM's bits that say why the clocks are not the highest. */
  int throttleReasons() {
    return limit.reasons();
  }

  /** How long the clocks were held down by heat. */
  long thermalViolationNanos() {
    return limit.violationNanos();
  }

  /** Whether a metric yields nothing now. */
  boolean isSilent(SimulatedMetric metric) {
    return silent && !(xidOnly && metric == SimulatedMetric.XID_ERRORS);
  }
}
