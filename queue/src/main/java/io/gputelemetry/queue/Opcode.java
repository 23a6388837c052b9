package io.gputelemetry.queue;

/** The second byte of a binary frame: requests are below 128, replies from 128 on. */
enum Opcode {
  HELLO(1),
  PUBLISH(2),
  READ(3),
  LEASE(4),
  ACK(5),
  RELEASE(6),
  EXTEND(7),
  OPEN_SEQUENCE(8),
  LEASE_SEQUENCE(9),
  RELEASE_GRANT(10),
  INSPECT(11),
  REPORT(12),
  DONE(128),
  PUBLISHED(129),
  DUPLICATE(130),
  CHUNK(131),
  LEASED(132),
  ACKED(133),
  SEQUENCE_OPENED(134),
  GRANTED(135),
  NO_RANGE(136),
  SEQUENCE_FINISHED(137),
  INSPECTION(138),
  REFUSED(139);

  private static final int FIRST_REPLY = 128;
  private static final Opcode[] VALUES = values();

  private final int code;

  Opcode(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }

  boolean isReply() {
    return code >= FIRST_REPLY;
  }

  static Opcode of(int code) throws QueueFormatException {
    for (Opcode opcode : VALUES) {
      if (opcode.code == code) {
        return opcode;
      }
    }
    throw new QueueFormatException("opcode " + code + " is unknown");
  }
}
