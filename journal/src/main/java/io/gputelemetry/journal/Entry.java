package io.gputelemetry.journal;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * What is appended as one batch: all of it will be there after a crash, or nothing.
 *
 * @param count offsets it takes; 0 for a control batch, which carries state of the journal's user
 *     and no offsets
 * @param weight a number of the user's choice, kept in the header (the broker counts samples with
 *     it)
 * @param tag three numbers of the user's choice, kept in the header (the broker's producer)
 * @param body the bytes, in parts that are written one behind the other, each from position to
 *     limit; 1 GiB at most. They are not copied: once appended they must not be changed any more
 */
public record Entry(int count, int weight, Tag tag, List<ByteBuffer> body) {

  /** The largest body. */
  public static final int BODY_BYTES_MAX = 1 << 30;

  public Entry {
    if (count < 0 || weight < 0) {
      throw new IllegalArgumentException("count " + count + ", weight " + weight);
    }
    body = List.copyOf(body);
    long bytes = 0;
    for (ByteBuffer part : body) {
      bytes += part.remaining();
    }
    if (bytes > BODY_BYTES_MAX) {
      throw new IllegalArgumentException("body of " + bytes + " bytes, at most " + BODY_BYTES_MAX);
    }
  }

  /** Bytes of the body. */
  public int bodyBytes() {
    int bytes = 0;
    for (ByteBuffer part : body) {
      bytes += part.remaining();
    }
    return bytes;
  }

  /** The same with a body in one part; copies if there are several. */
  Entry joined() {
    if (body.size() == 1) {
      return new Entry(count, weight, tag, List.of(body.getFirst().slice()));
    }
    ByteBuffer joined = ByteBuffer.allocate(bodyBytes());
    for (ByteBuffer part : body) {
      joined.put(part.duplicate());
    }
    return new Entry(count, weight, tag, List.of(joined.flip()));
  }

  /** A control batch. */
  public static Entry control(ByteBuffer body) {
    return new Entry(0, 0, Tag.NONE, List.of(body));
  }

  /**
   * Numbers in the header of a batch, readable without its body.
   *
   * @param id who appended
   * @param epoch of who appended
   * @param number of this batch among theirs
   */
  public record Tag(long id, int epoch, long number) {
    /** No numbers. */
    public static final Tag NONE = new Tag(0, 0, 0);
  }
}
