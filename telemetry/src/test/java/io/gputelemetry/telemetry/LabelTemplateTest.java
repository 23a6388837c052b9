package io.gputelemetry.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LabelTemplateTest {
  private static final Gpu GPU = new Gpu("GPU-1", 5, "nvidia5", "H100", "host-1");

  @Test
  void labels_ofAWholeFleet_areOneTemplate() {
    Set<LabelTemplate> templates = new HashSet<>();
    for (SeriesIdentity identity : Fleet.series(31)) {
      templates.add(identity.attribution().labels());
      String metric = identity.series().metric();
      assertThat(identity.attribution().labels().render(identity.gpu(), metric))
          .isEqualTo(Fleet.labels(identity.gpu(), metric));
    }

    assertThat(templates).hasSize(1);
  }

  @Test
  void template_namesWhatItReplaced() {
    String raw = "gpu=\"5\",code=\"5\",instance=\"host-1:9400\",Hostname=\"host-1\",job=\"{a}\"";

    assertThat(LabelTemplate.of(raw, GPU, "M").text())
        .isEqualTo(
            "gpu=\"{gpu}\",code=\"5\",instance=\"{host}:9400\",Hostname=\"{host}\",job=\"{{a}\"");
  }

  @Test
  void value_onlyPartlyEqual_staysLiteral() {
    String raw = "a=\"GPU-12\",b=\"xGPU-1\",c=\"H100 80GB\",Hostname=\"host-12\",gpu=\"55\"";

    assertThat(LabelTemplate.of(raw, GPU, "M").text()).isEqualTo(raw);
  }

  @Test
  void template_ofAnotherGpu_rendersItsColumns() {
    LabelTemplate template = LabelTemplate.of("UUID=\"GPU-1\",gpu=\"5\"", GPU, "M");

    assertThat(template.render(new Gpu("GPU-2", 6, "", "", ""), "M"))
        .isEqualTo("UUID=\"GPU-2\",gpu=\"6\"");
  }

  @Test
  void brace_thatNamesNothing_isLiteral() {
    assertThat(new LabelTemplate("{nothing} {uuid").render(GPU, "M")).isEqualTo("{nothing} {uuid");
    assertThat(new LabelTemplate("").render(GPU, "M")).isEmpty();
  }

  @Test
  void text_ofAnyKind_comesBack() {
    for (long seed = 0; seed < 20_000; seed++) {
      Random random = new Random(seed);
      Gpu gpu =
          new Gpu(
              "u" + Fleet.text(random),
              random.nextInt(10),
              Fleet.text(random),
              Fleet.text(random),
              Fleet.text(random));
      String raw = labelText(gpu, random);
      assertThat(LabelTemplate.of(raw, gpu, "M").render(gpu, "M"))
          .as("seed %d", seed)
          .isEqualTo(raw);
    }
  }

  private static String labelText(Gpu gpu, Random random) {
    List<String> parts =
        List.of(
            "{{",
            "{",
            "{uuid}",
            "{{host}",
            "{gpu}",
            "{metric}",
            "}",
            "\"",
            ",gpu=\"",
            "M",
            ":",
            gpu.uuid(),
            gpu.hostname(),
            gpu.device(),
            gpu.modelName(),
            "" + gpu.gpuId());
    StringBuilder raw = new StringBuilder();
    for (int left = random.nextInt(20); left > 0; left--) {
      raw.append(random.nextInt(5) == 0 ? Fleet.text(random) : parts.get(random.nextInt(16)));
    }
    return raw.toString();
  }
}
