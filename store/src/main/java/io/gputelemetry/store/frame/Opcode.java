package io.gputelemetry.store.frame;

/** The second byte of a frame: requests are below 128, replies from 128 on. */
enum Opcode {
  HELLO(1),
  APPEND(2),
  SCAN(3),
  LATEST(4),
  GPUS(5),
  METRICS(6),
  STATS(7),
  EXPIRE(8),
  AGGREGATE(9),
  DONE(128),
  RECEIPT(129),
  ROWS(130),
  GPU_LIST(131),
  METRIC_LIST(132),
  STATISTICS(133),
  EXPIRED(134),
  REFUSED(135),
  BUCKETS(136);

  private static final Opcode[] VALUES = values();

  private final int code;

  Opcode(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }

  static Opcode of(int code) throws StoreFormatException {
    for (Opcode opcode : VALUES) {
      if (opcode.code == code) {
        return opcode;
      }
    }
    throw new StoreFormatException("opcode " + code + " is unknown");
  }
}
