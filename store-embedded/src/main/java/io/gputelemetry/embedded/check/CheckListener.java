package io.gputelemetry.embedded.check;

/** Is told what a check finds and how far it is, on the thread that checks. */
public interface CheckListener {
  /** Something was found. */
  void found(Finding finding);

  /**
   * So much was checked.
   *
   * @param bytes of the sealed files
   * @param allBytes of all sealed files
   */
  void checked(long bytes, long allBytes);
}
