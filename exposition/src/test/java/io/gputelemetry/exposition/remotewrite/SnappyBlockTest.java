package io.gputelemetry.exposition.remotewrite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gputelemetry.exposition.Allocation;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SnappyBlockTest {
  private static final int LIMIT = 1 << 20;

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }

  @Test
  void block_ofTheFormatsDescription_isDecompressed() throws Exception {
    // A literal of one byte, then a copy from one byte before.
    assertThat(SnappyBlock.decompress(hex("05" + "0061" + "01" + "01"), LIMIT))
        .isEqualTo("aaaaa".getBytes(StandardCharsets.UTF_8));
    assertThat(SnappyBlock.decompress(hex("03" + "08616263"), LIMIT))
        .isEqualTo("abc".getBytes(StandardCharsets.UTF_8));
    assertThat(SnappyBlock.decompress(hex("00"), LIMIT)).isEmpty();
  }

  @Test
  void content_ofAnyKind_comesBack() throws Exception {
    for (int seed = 0; seed < 2_000; seed++) {
      Random random = new Random(seed);
      byte[] content = new byte[random.nextInt(5_000)];
      for (int i = 0; i < content.length; i++) {
        content[i] = (byte) (i > 10 && random.nextInt(10) > 0 ? content[i - 7] : random.nextInt());
      }
      assertThat(SnappyBlock.decompress(SnappyBlock.compress(content), LIMIT))
          .as("seed %d", seed)
          .isEqualTo(content);
    }
  }

  @Test
  void bomb_isRefusedWithoutAllocation() {
    // Claims of 1 MiB, 2 GiB - 1, 4 GiB - 1 and 32 GiB; the first round loads classes.
    for (int round = 0; round < 2; round++) {
      for (String claim : new String[] {"808040", "ffffffff07", "ffffffff0f", "ffffffff7f"}) {
        byte[] bomb = Arrays.copyOf(hex(claim), 100);
        long before = Allocation.bytes();
        boolean refused = isRefused(bomb);
        long allocated = Allocation.bytes() - before;
        assertThat(refused).isTrue();
        assertThat(round == 0 ? 0 : allocated).isLessThan(32 << 10);
      }
    }
  }

  private static boolean isRefused(byte[] block) {
    try {
      return SnappyBlock.decompress(block, LIMIT).length == -1;
    } catch (RemoteWriteFormatException refused) {
      return true;
    }
  }

  @Test
  void claimBeyondTheLimit_isTooLarge() throws Exception {
    byte[] block = SnappyBlock.compress(new byte[101]);
    assertThat(SnappyBlock.decompress(block, 101)).hasSize(101);
    RemoteWriteFormatException refused =
        catchThrowableOfType(
            RemoteWriteFormatException.class, () -> SnappyBlock.decompress(block, 100));
    assertThat(refused.isTooLarge()).isTrue();
    assertThat(refused).hasMessageContaining("101 bytes").hasMessageContaining("at most 100");
  }

  @Test
  void block_thatIsNone_isRefused() {
    String[] bad = {
      "",
      "80",
      "8080808080",
      "ffffffffff01",
      "05",
      "05" + "0061",
      "01" + "00",
      "01" + "0061" + "0062",
      "05" + "0061" + "0102",
      "05" + "0061" + "0100",
      "03" + "f0",
      "03" + "08616263" + "00",
      "00" + "0061"
    };
    for (String block : bad) {
      assertThatThrownBy(() -> SnappyBlock.decompress(hex(block), LIMIT))
          .as(block)
          .isInstanceOf(RemoteWriteFormatException.class);
    }
  }

  @Test
  void block_cutAtAnyByte_isRefused() {
    byte[] block =
        SnappyBlock.compress("abcabcabcabcxyzxyzxyz".repeat(20).getBytes(StandardCharsets.UTF_8));
    for (int length = 0; length < block.length; length++) {
      byte[] cut = Arrays.copyOf(block, length);
      assertThatThrownBy(() -> SnappyBlock.decompress(cut, LIMIT))
          .as("%d bytes", length)
          .isInstanceOf(RemoteWriteFormatException.class);
    }
  }
}
