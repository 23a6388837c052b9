package io.gputelemetry.systemtests.simulation;

/** What can go wrong. Each run has some of these, so that the others do not hide behind them. */
enum Fault {
  /** The power goes, at any call to the disk. */
  POWER_CUT,
  /** The broker is killed, at any call to the disk. */
  KILL,
  /** The broker is stopped as it should be. */
  STOP,
  /** A call to the disk fails, once. */
  IO_ERROR,
  /** All calls to the disk fail for a while. */
  IO_OUTAGE,
  /** Somebody else fills the disk for a while. */
  DISK_FULL,
  /** A bit of the newest segment changes while the broker is stopped. */
  ROT,
  /** The broker stands still. */
  PAUSE,
  /** The time of the day jumps. */
  WALL_JUMP,
  /** A connection breaks; both ends notice it at a time of their own. */
  DISCONNECT,
  /** A client is cut off for a while. */
  PARTITION,
  /** Members keep what they leased for too long and go on as if nothing was. */
  SLEEPERS,
  /** Members give back, fail, extend and ack by halves. */
  MOODS,
  /** An operator moves groups back and forth. */
  SEEK,
  /** An operator pauses groups. */
  PAUSE_GROUP,
  /** An operator replays dead letters. */
  REPLAY,
  /** An operator deletes a topic and groups, which come back anew. */
  DELETE,
  /** An operator resets and deletes a sequence. */
  RESET,
  /** A publisher's identity is taken over while it is still at work. */
  TAKE_OVER
}
