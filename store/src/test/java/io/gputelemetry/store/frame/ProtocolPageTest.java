package io.gputelemetry.store.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The page for readers in other languages lists what the code has. */
class ProtocolPageTest {
  private final String page = Files.readString(Path.of("../docs/store-protocol.md"));

  ProtocolPageTest() throws IOException {}

  @Test
  void opcodes_areAllListed() {
    for (Opcode opcode : Opcode.values()) {
      assertThat(page).contains("\n| " + opcode.code() + " | " + opcode + " |");
    }
  }

  @Test
  void errors_areAllListedWithWhetherTheyCanBeRepeated() {
    for (StoreError error : StoreError.values()) {
      String repeat = error.retryable() ? "yes" : "no";
      assertThat(page).contains("\n| " + error.code() + " | " + error + " | " + repeat + " |");
    }
  }

  @Test
  void limits_areThoseOfTheCode() {
    assertThat(page).contains("Version " + StoreFrame.VERSION + ".", "at most 8,192 rows");
    assertThat(RowChunk.ROWS_MAX).isEqualTo(8192);
    assertThat(StoreFrame.BYTES_MAX).as("1 MiB").isEqualTo(1 << 20);
  }
}
