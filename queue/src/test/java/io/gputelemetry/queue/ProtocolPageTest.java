package io.gputelemetry.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page and the code say the same. */
class ProtocolPageTest {
  private final String page = read();

  @Test
  void errors_onThePage_areThoseOfTheCode() {
    List<String> expected = new ArrayList<>();
    for (QueueError error : QueueError.values()) {
      expected.add(
          "| %d | %s | %d | %s |"
              .formatted(
                  error.code(), error, error.httpStatus(), error.retryable() ? "yes" : "no"));
    }
    assertThat(rows("\\| \\d+ \\| [A-Z_]+ \\| \\d+ \\| (yes|no) \\|")).isEqualTo(expected);
  }

  @Test
  void opcodes_onThePage_areThoseOfTheCode() {
    List<String> expected =
        Arrays.stream(Opcode.values())
            .map(opcode -> "| " + opcode.code() + " | " + opcode + " |")
            .toList();
    String opcodes = page.substring(page.indexOf("## Opcodes"), page.indexOf("## Messages"));
    assertThat(rows(opcodes, "\\| \\d+ \\| [A-Z_]+ \\|")).isEqualTo(expected);
    assertThat(Arrays.stream(Opcode.values()).filter(Opcode::isReply)).hasSize(16);
  }

  @Test
  void layout_onThePage_isThatOfTheCode() {
    assertThat(page)
        .contains("Version " + QueueFrame.VERSION + ".")
        .contains("| version " + QueueFrame.VERSION + "  | opcode      | correlation id, i64 ")
        .contains("byte " + QueueFrame.OPCODE_AT + " ")
        .contains("bytes " + QueueFrame.CORRELATION_AT + " to " + (QueueFrame.HEADER_BYTES - 1))
        .contains("from byte " + QueueFrame.HEADER_BYTES)
        .contains("frame limit less " + QueueFrame.RESERVED_BYTES + " bytes")
        .contains("takes " + DeliveryRun.OVERHEAD_BYTES + " bytes")
        .contains("{1," + QueueNames.LENGTH_MAX + "}");
  }

  private List<String> rows(String pattern) {
    return rows(page, pattern);
  }

  private static List<String> rows(String text, String pattern) {
    return Pattern.compile("^" + pattern, Pattern.MULTILINE)
        .matcher(text)
        .results()
        .map(match -> match.group())
        .toList();
  }

  private static String read() {
    try {
      return Files.readString(Path.of("..", "docs", "protocol.md"));
    } catch (IOException e) {
      throw new IllegalStateException("docs/protocol.md is read from the module's folder", e);
    }
  }
}
