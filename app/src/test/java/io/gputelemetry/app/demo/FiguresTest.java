package io.gputelemetry.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class FiguresTest {
  private static final CsvCount CAPTURE = new CsvCount(247, 10, 2470, Map.of());

  @Test
  void json_isTheDocumentedLine() {
    assertThat(new Figures(247, 10, 2470, 2470, 0, 0).json())
        .isEqualTo(
            "{\"gpus\":247,\"metrics\":10,\"published\":2470,\"stored\":2470,\"duplicates\":0,\"lost\":0}");
  }

  @Test
  void figures_thatAgree_haveNoDifferences() {
    assertThat(new Figures(247, 10, 2470, 2470, 0, 0).differences(CAPTURE, 1)).isEmpty();
    assertThat(new Figures(247, 10, 7410, 7410, 0, 0).differences(CAPTURE, 3)).isEmpty();
  }

  @Test
  void figures_thatDiffer_areNamedOneByOne() {
    assertThat(new Figures(246, 9, 2471, 2469, 1, 2).differences(CAPTURE, 1))
        .containsExactly(
            "gpus is 246, but the file says 247",
            "metrics is 9, but the file says 10",
            "published is 2471, but the file says 2470",
            "stored is 2469, but the file says 2470",
            "duplicates is 1, but the file says 0",
            "lost is 2, but the file says 0");
  }
}
