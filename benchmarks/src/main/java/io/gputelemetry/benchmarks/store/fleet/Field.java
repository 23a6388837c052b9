package io.gputelemetry.benchmarks.store.fleet;

/** The metrics of every GPU: those of an exporter as it comes, in the order of their names. */
public enum Field {
  DCGM_FI_DEV_DEC_UTIL(0),
  DCGM_FI_DEV_ENC_UTIL(1),
  DCGM_FI_DEV_FB_FREE(2),
  DCGM_FI_DEV_FB_USED(3),
  DCGM_FI_DEV_GPU_TEMP(4),
  DCGM_FI_DEV_GPU_UTIL(5),
  DCGM_FI_DEV_MEM_CLOCK(6),
  DCGM_FI_DEV_MEM_COPY_UTIL(7),
  DCGM_FI_DEV_POWER_USAGE(8),
  DCGM_FI_DEV_SM_CLOCK(9);

  private static final Field[] ALL = values();

  /** How many there are. */
  public static final int COUNT = ALL.length;

  private final int place;

  Field(int place) {
    this.place = place;
  }

  /** Its place, from 0. */
  int place() {
    return place;
  }

  /** The one at this place. */
  public static Field at(int place) {
    return ALL[place];
  }
}
