package io.gputelemetry.broker.topic;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import io.gputelemetry.journal.Batch;
import io.gputelemetry.journal.Entry;
import io.gputelemetry.journal.JournalDamagedException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Batches of messages as they stand in the log of a topic with compression; control batches stand
 * there as in any other. The same drawing is in docs/broker-state.md.
 *
 * <pre>
 * body  0 u8 | messages, as they came
 *       1 u8 | length of the messages i32, big-endian | the messages compressed by zstd, one frame
 * </pre>
 *
 * For the topic's owner, and for who closes it when the owner is gone. Not for several threads: its
 * contexts and buffers are used again and again.
 */
final class BatchCompression implements AutoCloseable {
  private static final byte PLAIN = 0;
  private static final byte ZSTD = 1;
  private static final int PLAIN_BYTES = 1;
  private static final int HEAD_BYTES = PLAIN_BYTES + Integer.BYTES;

  /** The fastest: a log has to keep up with its publishers. */
  private static final int LEVEL = 1;

  /** Leases cut pieces of a batch one after another, each group its own. */
  private static final int RECENT_MAX = 4;

  private final String location;
  private final int bytesMax;
  private final Deque<Batch> recent = new ArrayDeque<>();
  private Optional<ZstdCompressCtx> compressor = Optional.empty();
  private Optional<ZstdDecompressCtx> decompressor = Optional.empty();
  private byte[] original = new byte[0];
  private byte[] packed = new byte[0];

  /**
   * None of the library is used before the first batch.
   *
   * @param location of the log, for who looks for damage
   * @param bytesMax of the messages of a batch
   */
  BatchCompression(String location, int bytesMax) {
    this.location = location;
    this.bytesMax = bytesMax;
  }

  /**
   * Why nothing can be compressed here; empty if it can.
   *
   * @param library loads the library; only where something is compressed, for it takes memory
   */
  static Optional<String> problem(Runnable library) {
    try {
      library.run();
      return Optional.empty();
    } catch (LinkageError e) {
      return Optional.of("zstd's library for this machine cannot be loaded: " + e.getMessage());
    }
  }

  /** What to append instead; refers to the messages if they do not become smaller. */
  Entry pack(Entry entry) {
    if (entry.count() == 0) {
      return entry;
    }
    int bytes = entry.bodyBytes();
    original = atLeast(bytes, original);
    int at = 0;
    for (ByteBuffer part : entry.body()) {
      part.get(part.position(), original, at, part.remaining());
      at += part.remaining();
    }
    packed = atLeast(HEAD_BYTES + Math.toIntExact(Zstd.compressBound(bytes)), packed);
    int content =
        compressor()
            .compressByteArray(packed, HEAD_BYTES, packed.length - HEAD_BYTES, original, 0, bytes);
    if (HEAD_BYTES + content >= PLAIN_BYTES + bytes) {
      return plain(entry);
    }
    ByteBuffer body = ByteBuffer.wrap(Arrays.copyOf(packed, HEAD_BYTES + content));
    body.put(0, ZSTD).putInt(PLAIN_BYTES, bytes);
    return with(entry, List.of(body));
  }

  /**
   * The batch with its messages as they came.
   *
   * @throws JournalDamagedException if the body is none that {@link #pack} makes
   */
  Batch unpack(Batch stored) throws JournalDamagedException {
    for (Batch known : recent) {
      if (known.baseOffset() == stored.baseOffset()) {
        recent.remove(known);
        recent.addFirst(known);
        return known;
      }
    }
    ByteBuffer body = stored.body();
    int kind = body.hasRemaining() ? body.get(0) : -1;
    return switch (kind) {
      case PLAIN -> with(stored, body.slice(PLAIN_BYTES, body.limit() - PLAIN_BYTES));
      case ZSTD -> remember(with(stored, messages(stored)));
      default -> throw damaged(stored, 0, "a body begins with 0 or 1");
    };
  }

  /** Gives back what the library holds outside of the heap. */
  @Override
  public void close() {
    compressor.ifPresent(ZstdCompressCtx::close);
    decompressor.ifPresent(ZstdDecompressCtx::close);
  }

  private ByteBuffer messages(Batch stored) throws JournalDamagedException {
    ByteBuffer body = stored.body();
    int content = body.limit() - HEAD_BYTES;
    int bytes = content < 0 ? 0 : body.getInt(PLAIN_BYTES);
    // What did not become smaller is not stored so.
    if (content < 0 || bytes <= content || bytes > bytesMax) {
      throw damaged(stored, PLAIN_BYTES, "a length of " + bytes + ", at most " + bytesMax);
    }
    packed = atLeast(content, packed);
    body.get(HEAD_BYTES, packed, 0, content);
    byte[] messages = new byte[bytes];
    int found = decompress(stored, content, messages);
    if (found != bytes) {
      throw damaged(stored, PLAIN_BYTES, "a length of " + bytes + ", not " + found);
    }
    return ByteBuffer.wrap(messages).asReadOnlyBuffer();
  }

  private int decompress(Batch stored, int content, byte[] target) throws JournalDamagedException {
    try {
      return decompressor().decompressByteArray(target, 0, target.length, packed, 0, content);
    } catch (ZstdException e) {
      throw damaged(stored, HEAD_BYTES, "zstd says: " + e.getMessage());
    }
  }

  private Batch remember(Batch batch) {
    if (recent.size() == RECENT_MAX) {
      recent.removeLast();
    }
    recent.addFirst(batch);
    return batch;
  }

  private ZstdCompressCtx compressor() {
    if (compressor.isEmpty()) {
      compressor = Optional.of(new ZstdCompressCtx().setLevel(LEVEL));
    }
    return compressor.get();
  }

  private ZstdDecompressCtx decompressor() {
    if (decompressor.isEmpty()) {
      decompressor = Optional.of(new ZstdDecompressCtx());
    }
    return decompressor.get();
  }

  private static byte[] atLeast(int bytes, byte[] known) {
    return known.length >= bytes ? known : new byte[bytes];
  }

  private static Entry plain(Entry entry) {
    List<ByteBuffer> parts = new ArrayList<>(1 + entry.body().size());
    parts.add(ByteBuffer.wrap(new byte[] {PLAIN}));
    parts.addAll(entry.body());
    return with(entry, parts);
  }

  private static Entry with(Entry entry, List<ByteBuffer> body) {
    return new Entry(entry.count(), entry.weight(), entry.tag(), body);
  }

  private static Batch with(Batch batch, ByteBuffer body) {
    return new Batch(
        batch.baseOffset(),
        batch.count(),
        batch.weight(),
        batch.tag(),
        batch.appendedAtMicros(),
        body);
  }

  /** The journal's checksums are right, so its files are named by who knows only the offset. */
  private JournalDamagedException damaged(Batch stored, int position, String problem) {
    String place = location + ", in the compressed batch of offset " + stored.baseOffset();
    return new JournalDamagedException(place, position, stored.baseOffset(), problem);
  }
}
