package io.gputelemetry.broker.topic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TopicDirectoryTest {
  @Test
  void directory_ofAPlainName_isTheName() {
    assertThat(TopicDirectory.of("gpu-telemetry_2")).isEqualTo("gpu-telemetry_2");
  }

  @Test
  void directories_ofNamesThatDifferInCase_differWithoutCase() {
    assertThat(TopicDirectory.of("Gpu")).isEqualTo("%47pu");
    assertThat(TopicDirectory.of("Gpu")).isNotEqualToIgnoringCase(TopicDirectory.of("gpu"));
  }

  @Test
  void directory_leadsBackToItsTopic() {
    for (String topic : List.of("telemetry", "a.dlq", "...", "A.B-c_9", "Z".repeat(64))) {
      assertThat(TopicDirectory.topic(TopicDirectory.of(topic))).contains(topic);
    }
  }

  @Test
  void directory_thatNoTopicHas_isNone() {
    for (String directory : List.of("Upper", "a b", "%", "%4", "%zz", "%61", "%2e", "", "é")) {
      assertThat(TopicDirectory.topic(directory)).as(directory).isEmpty();
    }
  }
}
