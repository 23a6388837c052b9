package io.gputelemetry.store.frame;

import io.gputelemetry.telemetry.Series;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Builds a body in parts: fields go into an own buffer, batches stay where they are. */
final class FieldWriter {
  private static final int BUFFER_BYTES = 256;

  private final List<ByteBuffer> parts = new ArrayList<>(3);
  private ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);

  void putByte(int value) {
    room(1).put((byte) value);
  }

  void putFlag(boolean value) {
    putByte(value ? 1 : 0);
  }

  void putInt(int value) {
    room(Integer.BYTES).putInt(value);
  }

  void putLong(long value) {
    room(Long.BYTES).putLong(value);
  }

  void putDouble(double value) {
    putLong(Double.doubleToRawLongBits(value));
  }

  void putString(String string) {
    byte[] bytes = string.getBytes(StandardCharsets.UTF_8);
    putInt(bytes.length);
    room(bytes.length).put(bytes);
  }

  void putStrings(Collection<String> strings) {
    putInt(strings.size());
    strings.forEach(this::putString);
  }

  void putDoubles(Collection<Double> doubles) {
    putInt(doubles.size());
    doubles.forEach(this::putDouble);
  }

  void putOptional(Optional<String> string) {
    putFlag(string.isPresent());
    string.ifPresent(this::putString);
  }

  void putOptional(OptionalInt number) {
    putFlag(number.isPresent());
    number.ifPresent(this::putInt);
  }

  void putOptional(OptionalLong number) {
    putFlag(number.isPresent());
    number.ifPresent(this::putLong);
  }

  void putSeries(Series series) {
    putString(series.uuid());
    putString(series.migInstance());
    putString(series.metric());
    putInt(series.identityLabels().size());
    series
        .identityLabels()
        .forEach((name, value) -> {
          putString(name);
          putString(value);
        });
  }

  /** A part of its own, which is not copied. */
  void putPart(ByteBuffer part) {
    endPart();
    parts.add(part.duplicate());
  }

  List<ByteBuffer> parts() {
    endPart();
    return List.copyOf(parts);
  }

  private ByteBuffer room(int bytes) {
    if (buffer.remaining() < bytes) {
      int capacity = Math.max(buffer.position() + bytes, 2 * buffer.capacity());
      buffer = ByteBuffer.allocate(capacity).put(buffer.flip());
    }
    return buffer;
  }

  private void endPart() {
    if (buffer.position() > 0) {
      parts.add(buffer.flip());
      buffer = ByteBuffer.allocate(BUFFER_BYTES);
    }
  }
}
