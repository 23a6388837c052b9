package io.gputelemetry.api.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gputelemetry.runtime.http.ProblemException;
import io.gputelemetry.store.RowPosition;
import io.gputelemetry.telemetry.Series;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CursorTest {
  private static final String QUERY = "telemetry GPU-1";
  private static final RowPosition POSITION =
      new RowPosition(
          -1_234_567,
          new Series(
              "GPU-1", "1g.10gb", "metric", new TreeMap<>(Map.of("a", "1", "b", "ü\u0000"))));

  @Test
  void cursor_row_readsBackTheSame() {
    Optional<String> cursor = Optional.of(Cursor.ofRow(QUERY, POSITION));

    assertThat(Cursor.row(QUERY, cursor)).contains(POSITION);
    assertThat(cursor.get()).matches("[A-Za-z0-9_-]+");
  }

  @Test
  void cursor_uuid_readsBackTheSame() {
    Optional<String> cursor = Optional.of(Cursor.ofUuid(QUERY, "GPU-1"));

    assertThat(Cursor.uuid(QUERY, cursor)).contains("GPU-1");
  }

  @Test
  void cursor_none_isTheFirstPage() {
    assertThat(Cursor.row(QUERY, Optional.empty())).isEmpty();
    assertThat(Cursor.uuid(QUERY, Optional.empty())).isEmpty();
  }

  @Test
  void cursor_otherQuery_isRefused() {
    Optional<String> cursor = Optional.of(Cursor.ofRow(QUERY, POSITION));

    assertThatThrownBy(() -> Cursor.row(QUERY + " ", cursor))
        .isInstanceOfSatisfying(
            ProblemException.class,
            problem -> {
              assertThat(problem.status()).isEqualTo(400);
              assertThat(problem.parameter()).isEqualTo("cursor");
            });
  }

  @Test
  void cursor_uuidWhereARowIsMeant_isRefused() {
    Optional<String> cursor = Optional.of(Cursor.ofUuid(QUERY, "GPU-1"));

    assertThatThrownBy(() -> Cursor.row(QUERY, cursor)).isInstanceOf(ProblemException.class);
  }

  @Test
  void cursor_anyByteChanged_isRefused() {
    long seed = 3;
    SplittableRandom random = new SplittableRandom(seed);
    byte[] good = Base64.getUrlDecoder().decode(Cursor.ofRow(QUERY, POSITION));
    for (int i = 0; i < good.length; i++) {
      byte[] bad = good.clone();
      bad[i] ^= (byte) random.nextInt(1, 256);
      Optional<String> cursor =
          Optional.of(Base64.getUrlEncoder().withoutPadding().encodeToString(bad));
      assertThatThrownBy(() -> Cursor.row(QUERY, cursor))
          .as("seed %d, byte %d", seed, i)
          .isInstanceOf(ProblemException.class);
    }
  }
}
