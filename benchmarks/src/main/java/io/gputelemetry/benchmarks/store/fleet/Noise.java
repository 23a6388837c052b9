package io.gputelemetry.benchmarks.store.fleet;

/** Numbers that look random and depend only on the seed and on what they are asked for. */
record Noise(long seed) {

  /** A number from 0 up to, not including, the bound. */
  int below(int bound, long subject, long number) {
    return (int) (((bits(subject, number) >>> 32) * bound) >>> 32);
  }

  /** All 64 bits, mixed as in SplitMix64. */
  long bits(long subject, long number) {
    long mixed = seed + subject * 0x9e3779b97f4a7c15L + number * 0xd1342543de82ef95L;
    mixed = (mixed ^ (mixed >>> 30)) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
    return mixed ^ (mixed >>> 31);
  }
}
