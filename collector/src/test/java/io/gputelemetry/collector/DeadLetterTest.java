package io.gputelemetry.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

final class DeadLetterTest {
  private static final DeadLetter LETTER =
      new DeadLetter("t", "g", 5, 9, "bad", "x/y", ByteBuffer.wrap(new byte[] {1, 2}));

  @Test
  void letter_encoded_hasTheDocumentedLayout() {
    assertThat(HexFormat.of().formatHex(LETTER.encode().array()))
        .isEqualTo(
            "01"
                + "0000000000000005"
                + "0000000000000009"
                + "000174"
                + "000167"
                + "0003626164"
                + "0003782f79"
                + "0102");
  }

  @Test
  void letter_encodedAndDecoded_isEqual() {
    assertThat(DeadLetter.decode(LETTER.encode())).isEqualTo(LETTER);
  }

  @Test
  void bytes_cutAnywhereBeforeThePayload_areRefused() {
    ByteBuffer bytes = LETTER.encode();
    for (int length = 0; length < bytes.limit() - 2; length++) {
      ByteBuffer cut = bytes.slice(0, length);
      assertThatThrownBy(() -> DeadLetter.decode(cut))
          .as("cut to %d bytes", length)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void version_unknown_isRefused() {
    ByteBuffer bytes = LETTER.encode().put(0, (byte) 2);
    assertThatThrownBy(() -> DeadLetter.decode(bytes)).hasMessageContaining("version 2");
  }

  @Test
  void reason_tooLong_isCut() {
    DeadLetter letter =
        new DeadLetter("t", "g", 0, 0, "x".repeat(5_000), "", ByteBuffer.allocate(0));
    assertThat(letter.reason()).hasSize(1_000);
  }

  @Test
  void producerId_ofTopicAndGroup_isStableAndNeverZero() {
    assertThat(DeadLetters.producerId("telemetry", "collectors"))
        .isEqualTo(DeadLetters.producerId("telemetry", "collectors"))
        .isNotEqualTo(DeadLetters.producerId("telemetry", "others"))
        .isPositive();
    for (int i = 0; i < 100; i++) {
      assertThat(DeadLetters.producerId("telemetry", "g" + i)).isPositive();
    }
  }
}
