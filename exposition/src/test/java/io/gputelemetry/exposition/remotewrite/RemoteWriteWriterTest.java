package io.gputelemetry.exposition.remotewrite;

import static io.gputelemetry.exposition.remotewrite.RemoteWriteVersion.V1;
import static io.gputelemetry.exposition.remotewrite.RemoteWriteVersion.V2;
import static io.gputelemetry.exposition.remotewrite.Written.message;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RemoteWriteWriterTest {

  @Test
  void firstVersion_isWrittenAsDescribed() throws Exception {
    RemoteWriteWriter writer = new RemoteWriteWriter(V1);
    writer.series(Map.of("job", "x", "__name__", "up", "empty", ""));
    writer.sample(1.5, 7);
    assertThat(SnappyBlock.decompress(writer.finish(), 1_000))
        .isEqualTo(
            message()
                .inner(1, message().label("__name__", "up").label("job", "x").sample(1.5, 7))
                .toBytes());
  }

  @Test
  void secondVersion_isWrittenAsDescribed() throws Exception {
    RemoteWriteWriter writer = new RemoteWriteWriter(V2);
    writer.series(Map.of("job", "up", "__name__", "up"));
    writer.sample(1.5, 7);
    assertThat(SnappyBlock.decompress(writer.finish(), 1_000))
        .isEqualTo(
            message()
                .text(4, "")
                .text(4, "__name__")
                .text(4, "up")
                .text(4, "job")
                .inner(5, message().references(1, 2, 3, 2).sample(1.5, 7))
                .toBytes());
  }

  @Test
  void requests_withAnyLabels_comeBack() throws Exception {
    for (RemoteWriteVersion version : RemoteWriteVersion.values()) {
      RemoteWriteWriter writer = new RemoteWriteWriter(version);
      for (int seed = 0; seed < 2_000; seed++) {
        Random random = new Random(seed);
        List<String> expected = new ArrayList<>();
        int series = random.nextInt(5);
        long samples = 0;
        for (int i = 0; i < series; i++) {
          Map<String, String> labels = anyLabels(random);
          writer.series(labels);
          Map<String, String> others = new TreeMap<>(labels);
          expected.add(others.remove("__name__") + others);
          for (int s = random.nextInt(3); s > 0; s--) {
            double value = random.nextGaussian();
            long time = random.nextLong();
            writer.sample(value, time);
            expected.add(value + "@" + time);
            samples++;
          }
        }
        expected.add("%d,%d,0,0,0".formatted(series, samples));
        assertThat(Written.read(version, writer.finish())).as("seed %d", seed).isEqualTo(expected);
      }
    }
  }

  private static Map<String, String> anyLabels(Random random) {
    Map<String, String> labels = new HashMap<>();
    labels.put("__name__", anyText(random));
    int count = random.nextInt(10);
    for (int i = 0; i < count; i++) {
      labels.put(anyText(random), anyText(random));
    }
    return labels;
  }

  private static String anyText(Random random) {
    StringBuilder text = new StringBuilder();
    int length = 1 + random.nextInt(8);
    for (int i = 0; i < length; i++) {
      text.appendCodePoint(
          switch (random.nextInt(3)) {
            case 0 -> 0x10000 + random.nextInt(0x100000);
            case 1 -> 1 + random.nextInt(0xd7ff);
            default -> 'a' + random.nextInt(26);
          });
    }
    return text.toString();
  }

  @Test
  void keys_areEqualForEqualLabelsOnly() throws Exception {
    Map<String, String> labels = Map.of("__name__", "a", "b", "cd");
    assertThat(key(V1, labels)).isEqualTo(key(V2, labels));
    assertThat(key(V1, labels))
        .isNotEqualTo(key(V1, Map.of("__name__", "a", "bc", "d")))
        .isNotEqualTo(key(V1, Map.of("__name__", "ab", "b", "cd")))
        .isNotEqualTo(key(V1, Map.of("__name__", "a")));
  }

  private static String key(RemoteWriteVersion version, Map<String, String> labels)
      throws RemoteWriteFormatException {
    RemoteWriteWriter writer = new RemoteWriteWriter(version);
    writer.series(labels);
    List<String> keys = new ArrayList<>();
    new RemoteWriteReader(1_000)
        .read(
            version,
            writer.finish(),
            new RemoteWriteReader.Sink() {
              @Override
              public void series(SeriesLabels read) {
                keys.add(read.key());
              }

              @Override
              public void sample(double value, long timeMillis) {}
            });
    return keys.getFirst();
  }
}
