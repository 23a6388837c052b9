package io.gputelemetry.app.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ExportTargetTest {
  @TempDir private Path directory;

  @Test
  void standardOutput_thatNobodyReads_isAFailure() throws IOException {
    OutputStream closed =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("closed");
          }
        };
    try (ExportTarget target =
        ExportTarget.of(new PrintStream(closed, false, StandardCharsets.UTF_8))) {
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> target.stream().write(new byte[3]))
          .withMessageContaining("nobody takes the standard output");
    }
  }

  @Test
  void file_hasItsNameOnlyWhenItIsFinished() throws IOException {
    Path file = directory.resolve("rows.csv");
    try (ExportTarget target = ExportTarget.of(file, new SplittableRandom(1))) {
      target.stream().write(new byte[] {'a'});
      assertThat(file).doesNotExist();
      assertThat(directory).isDirectoryContaining("glob:**rows.csv.*.part");
      target.finish();
    }
    assertThat(file).hasContent("a");
    assertThat(directory).isDirectoryNotContaining("glob:**.part");
  }
}
