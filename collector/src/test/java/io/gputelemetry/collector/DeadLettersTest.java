package io.gputelemetry.collector;

import static org.assertj.core.api.Assertions.assertThat;

import io.gputelemetry.queue.Producer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class DeadLettersTest {
  @Test
  void producer_ofTheSameMessage_isTheSame_andOfAnotherGroupAnother() {
    Producer producer = DeadLetters.producer("telemetry", "collectors", 1_000_000);

    assertThat(producer).isEqualTo(DeadLetters.producer("telemetry", "collectors", 1_000_000));
    assertThat(producer.id())
        .isPositive()
        .isNotEqualTo(DeadLetters.producer("telemetry", "others", 1_000_000).id());
  }

  @Test
  void producers_ofScatteredMessages_areDistinct_andNoneHasManyHoles() {
    Set<Producer> all = new HashSet<>();
    Map<Long, Integer> perId = new HashMap<>();
    for (long offset = 0; offset < 20_000; offset += 2) {
      Producer producer = DeadLetters.producer("telemetry", "collectors", offset);
      assertThat(producer.id()).isPositive();
      all.add(producer);
      perId.merge(producer.id(), 1, Integer::sum);
    }
    assertThat(all).hasSize(10_000);
    assertThat(perId.values()).as("a broker keeps account of 1,000 holes").allMatch(n -> n < 1_000);
  }
}
