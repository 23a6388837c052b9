package io.gputelemetry.streamer.source.targets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gputelemetry.streamer.source.Shard;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TargetTest {
  private static Target target(String address) {
    return Target.of(address, Map.of(), "dcgm");
  }

  @Test
  void address_withoutPortOrPath_getsThoseOfTheExporter() {
    assertThat(target("node-1").url()).hasToString("http://node-1:9400/metrics");
    assertThat(target(" node-1:80 ").url()).hasToString("http://node-1:80/metrics");
    assertThat(target("node-1:80/gpu").url()).hasToString("http://node-1:80/gpu");
    assertThat(target("10.0.0.1").url()).hasToString("http://10.0.0.1:9400/metrics");
    assertThat(target("[::1]:9400").url()).hasToString("http://[::1]:9400/metrics");
  }

  @Test
  void url_staysAsItIs() {
    assertThat(target("https://node-1/gpu?collect=a%20b").url())
        .hasToString("https://node-1/gpu?collect=a%20b");
    assertThat(target("http://node-1:9400").url()).hasToString("http://node-1:9400/metrics");
    assertThat(target("http://node-1:9400/").url()).hasToString("http://node-1:9400/");
  }

  @Test
  void labels_areThoseThatPrometheusAdds() {
    assertThat(target("node-1").labels())
        .isEqualTo(Map.of("instance", "node-1:9400", "job", "dcgm"));
    Target named =
        Target.of(
            "node-1:1", Map.of("instance", "i", "job", "j", "rack", "7", "__meta_x", "y"), "dcgm");
    assertThat(named.labels()).isEqualTo(Map.of("instance", "i", "job", "j", "rack", "7"));
    assertThat(named.instance()).isEqualTo("i");
  }

  @Test
  void ownLabels_sayWhereThePageIs() {
    Map<String, String> labels = Map.of("__scheme__", "https", "__metrics_path__", "gpu/m");

    assertThat(Target.of("node-1:1", labels, "j").url()).hasToString("https://node-1:1/gpu/m");
  }

  @Test
  void address_thatIsNone_saysWhatToGive() {
    for (String address :
        new String[] {
          "", "a b", "node_1:9400", "node-1:99999", "node-1:x", "ftp://node-1", "http://u:p@node-1"
        }) {
      assertThatThrownBy(() -> target(address))
          .as(address)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("cannot scrape \"" + address + "\"")
          .hasMessageContaining("give host:port");
    }
  }

  @Test
  void shards_shareTheTargetsEvenlyAndWhole() {
    int[] counts = new int[4];
    for (int i = 0; i < 4_000; i++) {
      Target target = target("node-%04d".formatted(i));
      int[] owners =
          IntStream.range(0, 4)
              .filter(index -> Ownership.of(new Shard(4, index)).owns(target))
              .toArray();
      assertThat(owners).hasSize(1);
      counts[owners[0]]++;
    }

    for (int count : counts) {
      assertThat(count).isBetween(900, 1_100);
    }
  }

  @Test
  void hashes_ofNeighbours_areSpread() {
    int[] counts = new int[4];
    for (int i = 0; i < 4_000; i++) {
      counts[(int) (target("node-%04d".formatted(i)).hash() >>> 30)]++;
    }

    for (int count : counts) {
      assertThat(count).isBetween(800, 1_200);
    }
  }
}
