package io.gputelemetry.embedded.numbers;

/**
 * Values as whole numbers of a power of ten, where that gives every bit back. A form is the number
 * of decimal digits, 0 to 6; {@link #PATTERNS} stands for values that have to be kept as they are.
 */
public final class Decimals {
  private static final double[] POWERS = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6};
  private static final double EXACT = 1L << 51;

  /** The form of values that are not short decimals. */
  public static final int PATTERNS = POWERS.length;

  private Decimals() {}

  /** The first form from this one on that gives the value back. */
  public static int form(double value, int from) {
    int form = from;
    while (form < PATTERNS && !isExact(value, POWERS[form])) {
      form++;
    }
    return form;
  }

  private static boolean isExact(double value, double power) {
    double scaled = value * power;
    return Math.abs(scaled) < EXACT
        && Double.doubleToRawLongBits((long) Math.rint(scaled) / power)
            == Double.doubleToRawLongBits(value);
  }

  public static double power(int form) {
    return POWERS[form];
  }

  /** The value in this form, which gives it back. */
  public static long scaled(double value, int form) {
    return (long) Math.rint(value * POWERS[form]);
  }
}
