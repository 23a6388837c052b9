package io.gputelemetry.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

final class DeadLetterTest {
  private static final DeadLetter LETTER =
      new DeadLetter("t", "g", 5, 9, 3, 2, "bad", "x/y", ByteBuffer.wrap(new byte[] {1, 2}));

  @Test
  void letter_encoded_hasTheDocumentedLayout() {
    assertThat(HexFormat.of().formatHex(LETTER.encode().array()))
        .isEqualTo(
            "03"
                + "0000000000000005"
                + "0000000000000009"
                + "00000003"
                + "00000002"
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
  void letter_ofVersion2_isReadWithoutReplays() {
    ByteBuffer bytes =
        ByteBuffer.wrap(
            HexFormat.of()
                .parseHex(
                    "0200000000000000050000000000000009000000030001740001670003626164"
                        + "0003782f790102"));
    DeadLetter expected =
        new DeadLetter("t", "g", 5, 9, 3, "bad", "x/y", ByteBuffer.wrap(new byte[] {1, 2}));
    assertThat(DeadLetter.decode(bytes)).isEqualTo(expected);
  }

  @Test
  void letter_ofVersion1_isReadWithoutFailures() {
    ByteBuffer bytes =
        ByteBuffer.wrap(
            HexFormat.of()
                .parseHex(
                    "01000000000000000500000000000000090001740001670003626164" + "0003782f790102"));
    DeadLetter expected =
        new DeadLetter("t", "g", 5, 9, 0, "bad", "x/y", ByteBuffer.wrap(new byte[] {1, 2}));
    assertThat(DeadLetter.decode(bytes)).isEqualTo(expected);
  }

  @Test
  void letter_withoutItsPayload_saysTheRest() {
    assertThat(LETTER.withoutPayload().payload().remaining()).isZero();
    assertThat(LETTER.withoutPayload().reason()).isEqualTo("bad");
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
    ByteBuffer bytes = LETTER.encode().put(0, (byte) 4);
    assertThatThrownBy(() -> DeadLetter.decode(bytes)).hasMessageContaining("version 4");
  }

  @Test
  void reason_tooLong_isCut() {
    DeadLetter letter =
        new DeadLetter("t", "g", 0, 0, 0, "x".repeat(5_000), "", ByteBuffer.allocate(0));
    assertThat(letter.reason()).hasSize(1_000);
  }
}
