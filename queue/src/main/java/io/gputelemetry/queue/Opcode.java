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
  ACK_RANGE(13),
  NACK(14),
  CREATE_TOPIC(15),
  DESCRIBE_TOPIC(16),
  LIST_TOPICS(17),
  DELETE_TOPIC(18),
  CREATE_GROUP(19),
  SEEK(20),
  PAUSE_GROUP(21),
  RESUME_GROUP(22),
  DELETE_GROUP(23),
  DELETE_SEQUENCE(24),
  RESET_SEQUENCE(25),
  LIST_DEAD_LETTERS(26),
  REPLAY_DEAD_LETTERS(27),
  DELETE_DEAD_LETTERS(28),
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
  REFUSED(139),
  DESCRIBED(140),
  TOPIC_NAMES(141),
  POSITIONED(142),
  SETTLED(143);

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
