package io.gputelemetry.queue;

import io.gputelemetry.wire.FileRange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one publish in the form in which they travel, are stored and are delivered: one
 * unit of bytes that nobody on the way needs to open. As a list it shows the messages as views over
 * those bytes, which are parsed when they are first looked at.
 *
 * <pre>
 * message, repeated; integers are big-endian
 * +--------+----------------+--------------+----------------+---------+
 * | u8     | content type   | i32          | i32            | payload |
 * | length | printable ASCII| sample count | payload length |         |
 * +--------+----------------+--------------+----------------+---------+
 * </pre>
 *
 * The number of messages and the sum of their samples stand beside the bytes (in the publish frame
 * and in the header of the journal's batch), so that a run of messages is a range of the bytes.
 */
public final class StoredMessages extends AbstractList<Message> implements RandomAccess {
  /** What a message takes beside its content type and its payload, in bytes. */
  static final int OVERHEAD_BYTES = 1 + 4 + 4;

  // A payload below this is copied beside its header: a copy costs less than one more part.
  private static final int SMALL_PAYLOAD_BYTES = 2048;

  private final int count;
  private final int sampleCount;
  private final List<ByteBuffer> parts;
  private final Optional<FileRange> file;
  private volatile @Nullable List<Message> views;

  private StoredMessages(
      int count,
      int sampleCount,
      List<ByteBuffer> parts,
      Optional<FileRange> file,
      @Nullable List<Message> views) {
    this.count = count;
    this.sampleCount = sampleCount;
    this.parts = parts;
    this.file = file;
    this.views = views;
  }

  /**
   * These messages; payloads are not copied unless they are small.
   *
   * @throws IllegalArgumentException if the samples or the bytes together exceed an int
   */
  public static StoredMessages of(List<Message> messages) {
    if (messages instanceof StoredMessages stored) {
      return stored;
    }
    List<Message> copy = List.copyOf(messages);
    long samples = 0;
    long bytes = 0;
    long besides = 0;
    for (Message message : copy) {
      samples += message.sampleCount();
      int head = OVERHEAD_BYTES + message.contentType().length();
      int payload = message.payload().remaining();
      bytes += head + payload;
      besides += head + (payload < SMALL_PAYLOAD_BYTES ? payload : 0);
    }
    if (samples > Integer.MAX_VALUE || bytes > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(samples + " samples, " + bytes + " bytes in one batch");
    }
    return new StoredMessages(
        copy.size(), (int) samples, encode(copy, (int) besides), Optional.empty(), copy);
  }

  /**
   * Messages that were received, checked: the bytes are exactly {@code count} messages with {@code
   * sampleCount} samples in all. Nothing is copied.
   */
  public static StoredMessages checked(int count, int sampleCount, ByteBuffer body)
      throws QueueFormatException {
    long samples = 0;
    StoredMessageCursor cursor = new StoredMessageCursor(body);
    for (int i = 0; i < count; i++) {
      cursor.next();
      samples += cursor.sampleCount();
    }
    if (cursor.position() != body.limit() || samples != sampleCount || count < 1) {
      throw new QueueFormatException(
          count + " messages with " + sampleCount + " samples do not fill their bytes");
    }
    return stored(count, sampleCount, body);
  }

  /** Messages that were checked when they were stored, for example by a journal's checksum. */
  public static StoredMessages stored(int count, int sampleCount, ByteBuffer body) {
    return new StoredMessages(
        count, sampleCount, List.of(body.duplicate()), Optional.empty(), null);
  }

  /**
   * Messages that were checked in the file in which they are stored. They can be sent from there;
   * for anything else they must be {@link #loaded}.
   */
  public static StoredMessages inFile(int count, int sampleCount, FileRange file) {
    return new StoredMessages(count, sampleCount, List.of(), Optional.of(file), null);
  }

  /**
   * The same messages, in memory.
   *
   * @throws IOException if the file cannot be read, or is not there any more
   */
  public StoredMessages loaded() throws IOException {
    return file.isPresent() ? stored(count, sampleCount, file.get().load()) : this;
  }

  /** The sum of the messages' samples. */
  public int sampleCount() {
    return sampleCount;
  }

  /**
   * The bytes, in parts that follow each other, each from position to limit. Neither the parts nor
   * what is in them may be changed.
   *
   * @throws IllegalStateException if the messages are in a file
   */
  public List<ByteBuffer> parts() {
    if (file.isPresent()) {
      throw new IllegalStateException("BUG: the messages are in a file");
    }
    return parts;
  }

  /** The file in which they are, if they are not in memory. */
  public Optional<FileRange> file() {
    return file;
  }

  /** How many bytes they are. */
  public int bytes() {
    int bytes = file.isPresent() ? file.get().length() : 0;
    for (int i = 0; i < parts.size(); i++) {
      bytes += parts.get(i).remaining();
    }
    return bytes;
  }

  /**
   * The messages {@code from} to {@code to - 1}, without copying payloads.
   *
   * @throws IllegalStateException if the stored bytes are no messages
   */
  public StoredMessages cut(int from, int to) {
    if (from < 0 || to > count || from >= to) {
      throw new IndexOutOfBoundsException(from + " to " + to + " of " + count);
    }
    if (to - from == count) {
      return this;
    }
    return parts.size() > 1 ? of(subList(from, to)) : cut(parts().getFirst(), from, to);
  }

  /**
   * How many messages, counted from {@code from}, take at most {@code maxBytes}; at least one.
   *
   * @throws IllegalStateException if the stored bytes are no messages
   */
  public int fitting(int from, int maxBytes) {
    int total = 0;
    int fitting = 0;
    try {
      StoredMessageCursor cursor = new StoredMessageCursor(body());
      cursor.skip(from);
      while (from + fitting < count) {
        int before = cursor.position();
        cursor.next();
        total += cursor.position() - before;
        if (total > maxBytes) {
          break;
        }
        fitting++;
      }
    } catch (QueueFormatException e) {
      throw damaged(e);
    }
    return Math.max(1, fitting);
  }

  /** Shows the messages, the first of which has this offset, without an object for each. */
  void visit(long firstOffset, Received.Visitor visitor) {
    ByteBuffer body = body();
    StoredMessageCursor cursor = new StoredMessageCursor(body);
    try {
      for (int i = 0; i < count; i++) {
        cursor.next();
        visitor.message(firstOffset + i, body, cursor.payloadStart(), cursor.payloadBytes());
      }
    } catch (QueueFormatException e) {
      throw damaged(e);
    }
  }

  /** All bytes as one buffer, read-only; copies if there are several parts. */
  public ByteBuffer body() {
    if (parts().size() == 1) {
      return parts.getFirst().asReadOnlyBuffer();
    }
    ByteBuffer joined = ByteBuffer.allocate(bytes());
    for (ByteBuffer part : parts) {
      joined.put(part.duplicate());
    }
    return joined.flip().asReadOnlyBuffer();
  }

  @Override
  public int size() {
    return count;
  }

  @Override
  public Message get(int index) {
    return views().get(index);
  }

  private List<Message> views() {
    List<Message> known = views;
    if (known == null) {
      known = parse(body(), count);
      views = known;
    }
    return known;
  }

  private static StoredMessages cut(ByteBuffer body, int from, int to) {
    try {
      StoredMessageCursor cursor = new StoredMessageCursor(body);
      cursor.skip(from);
      int start = cursor.position();
      long samples = 0;
      for (int i = from; i < to; i++) {
        cursor.next();
        samples += cursor.sampleCount();
      }
      int length = cursor.position() - start;
      return stored(to - from, Math.toIntExact(samples), body.slice(start, length));
    } catch (QueueFormatException e) {
      throw damaged(e);
    }
  }

  private static List<Message> parse(ByteBuffer body, int count) {
    List<Message> messages = new ArrayList<>(count);
    try {
      StoredMessageCursor cursor = new StoredMessageCursor(body);
      for (int i = 0; i < count; i++) {
        cursor.next();
        messages.add(cursor.message());
      }
    } catch (QueueFormatException e) {
      throw damaged(e);
    }
    return List.copyOf(messages);
  }

  private static IllegalStateException damaged(QueueFormatException e) {
    return new IllegalStateException("stored messages are damaged: " + e.getMessage(), e);
  }

  private static List<ByteBuffer> encode(List<Message> messages, int bytesBesidesPayloads) {
    List<ByteBuffer> parts = new ArrayList<>();
    ByteBuffer besides = ByteBuffer.allocate(bytesBesidesPayloads);
    int start = 0;
    for (Message message : messages) {
      ByteBuffer payload = message.payload();
      putHead(besides, message);
      if (payload.remaining() < SMALL_PAYLOAD_BYTES) {
        besides.put(payload.duplicate());
      } else {
        parts.add(besides.slice(start, besides.position() - start).asReadOnlyBuffer());
        parts.add(payload.duplicate());
        start = besides.position();
      }
    }
    if (start < besides.position()) {
      parts.add(besides.slice(start, besides.position() - start).asReadOnlyBuffer());
    }
    return List.copyOf(parts);
  }

  private static void putHead(ByteBuffer target, Message message) {
    String contentType = message.contentType();
    target.put((byte) contentType.length());
    for (int i = 0; i < contentType.length(); i++) {
      target.put((byte) contentType.charAt(i));
    }
    target.putInt(message.sampleCount()).putInt(message.payload().remaining());
  }
}
