package io.gputelemetry.runtime.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.avaje.json.JsonException;
import io.avaje.jsonb.Jsonb;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Random texts, whole and damaged, against another parser. */
class JsonTextPropertyTest {
  private static final int ROUNDS = 20_000;
  private static final String[] STRINGS = {"\"\"", "\"a\"", "\"\\u0041é\"", "\"\\\"\\\\\""};
  private static final String[] OTHERS = {"null", "true", "false", "0", "-1.5", "1e9", "12"};

  private final Jsonb other = Jsonb.builder().build();

  @Test
  void text_random_isTakenAsItIs() throws Exception {
    for (long seed = 1; seed <= ROUNDS; seed++) {
      String text = value(new SplittableRandom(seed), 0);
      assertThat(JsonText.parse(text).text()).as("seed %d", seed).isEqualTo(text);
      assertThat(parses(text)).as("seed %d", seed).isTrue();
    }
  }

  @Test
  void text_damaged_isRefusedOrUnderstoodByOthersToo() {
    int taken = 0;
    for (long seed = 1; seed <= ROUNDS; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      byte[] bytes = value(random, 0).getBytes(StandardCharsets.UTF_8);
      for (int i = random.nextInt(3); i >= 0; i--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(128);
      }
      Optional<JsonText> read = read(bytes);
      if (read.isPresent()) {
        taken++;
        assertThat(parses(read.get().text())).as("seed %d: %s", seed, read).isTrue();
      }
    }
    assertThat(taken).isBetween(ROUNDS / 100, ROUNDS - ROUNDS / 100);
  }

  private static Optional<JsonText> read(byte[] bytes) {
    try {
      return Optional.of(JsonText.parse(ByteBuffer.wrap(bytes)));
    } catch (JsonFormatException e) {
      return Optional.empty();
    }
  }

  private boolean parses(String text) {
    try {
      var _ = other.type(Object.class).fromJson(text);
      return true;
    } catch (JsonException e) {
      return false;
    }
  }

  private static String value(SplittableRandom random, int depth) {
    int kind = random.nextInt(depth > 4 ? 2 : 4);
    return switch (kind) {
      case 0 -> STRINGS[random.nextInt(STRINGS.length)];
      case 1 -> OTHERS[random.nextInt(OTHERS.length)];
      case 2 -> {
        StringBuilder array = new StringBuilder("[");
        for (int i = random.nextInt(4); i > 0; i--) {
          array.append(value(random, depth + 1)).append(i > 1 ? " ," : "");
        }
        yield array.append(']').toString();
      }
      default -> {
        StringBuilder object = new StringBuilder("{");
        for (int i = random.nextInt(4); i > 0; i--) {
          // Of different lengths: damage does not make two of them one.
          object.append('"').append("k".repeat(i)).append("\" :").append(value(random, depth + 1));
          object.append(i > 1 ? ", " : "");
        }
        yield object.append('}').toString();
      }
    };
  }
}
