package io.gputelemetry.app.settings;

import static io.gputelemetry.app.settings.ListenerSettings.TCP_ADDR;
import static io.gputelemetry.app.settings.ProcessSettings.INSTANCE_ID;
import static io.gputelemetry.app.settings.ProcessSettings.TOKEN;
import static io.gputelemetry.app.settings.SimulatorSettings.SIMULATE_TICKS;
import static io.gputelemetry.app.settings.StreamerSettings.BATCH_SIZE;
import static io.gputelemetry.app.settings.StreamerSettings.RATE;
import static io.gputelemetry.app.settings.StreamerSettings.STREAM_INTERVAL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SettingsReaderTest {
  private static final List<String> FILE =
      List.of("# a comment", "", "rate = 7", "batch-size=9", "log-level =", "port = 1234");

  @Test
  void value_inEverySource_flagGoesFirstThenEnvironmentThenFileThenDefault() {
    Map<String, String> environment = Map.of("RATE", "6", "BATCH_SIZE", "");

    assertThat(reader(Map.of("rate", "5"), environment).get(RATE)).isEqualTo(5.0);
    assertThat(reader(Map.of(), environment).get(RATE)).isEqualTo(6.0);
    assertThat(reader(Map.of(), Map.of()).get(RATE)).isEqualTo(7.0);
    assertThat(reader(Map.of(), environment).get(BATCH_SIZE)).isEqualTo(9);
    assertThat(read(Role.ALL, Map.of(), Map.of()).get(RATE)).isEqualTo(500.0);
    assertThat(read(Role.DEMO, Map.of(), Map.of()).get(RATE)).isZero();
  }

  @Test
  void print_namesTheOriginOfEachValueAndMasksSecrets() {
    String text =
        new SettingsReader(
                Role.ALL, Map.of("batch-size", "5"), Map.of("TOKEN", "very-secret", "RATE", "6"))
            .withFile("my.conf", List.of("port=99"))
            .read()
            .print();

    assertThat(text)
        .contains("# from: flag --batch-size\nbatch-size = 5\n")
        .contains("# from: environment RATE\nrate = 6\n")
        .contains("# from: my.conf line 1, port\nport = 99\n")
        .contains("# from: default\ngroup = collectors\n")
        .contains("# csv-path is not set\n")
        .contains("# token = ********\n")
        .doesNotContain("very-secret");
  }

  @Test
  void print_readAsAFile_givesTheSameValues() {
    Settings settings = read(Role.ALL, Map.of("batch-size", "5"), Map.of("START", "17"));

    Settings again =
        new SettingsReader(Role.ALL, Map.of(), Map.of())
            .withFile("printed", settings.print().lines().toList())
            .read();

    assertThat(again.get(BATCH_SIZE)).isEqualTo(5);
    assertThat(again.get(CollectorSettings.START)).isEqualTo(settings.get(CollectorSettings.START));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rate=abc|rate cannot be 'abc' (flag --rate): not a number; valid: 0 to 100000000 rows/s",
        "rate=-1|rate cannot be '-1' (flag --rate): out of range; valid: 0 to 100000000 rows/s",
        "rate=NaN|out of range",
        "batch-size=0|out of range; valid: a whole number from 1 to 10000",
        "batch-size=1.5|not a whole number",
        "collect-interval=5|a duration without a unit; valid: 1ms to 1h (units ms, s, m, h, d)",
        "collect-interval=5y|a duration with an unknown unit",
        "collect-interval=2h|out of range",
        "collect-interval=x|not a duration",
        "retention-period=999999999999999999d|out of range",
        "max-log-bytes=1KiB|out of range; valid: 4MiB to 16TiB",
        "max-log-bytes=8GB|a size with an unknown unit",
        "max-log-bytes=x|not a size",
        "max-log-bytes=99999999999999999TiB|out of range",
        "tcp-addr=nonsense|not an address; valid: host:port",
        "tcp-addr=:99999|out of range",
        "insecure=perhaps|neither true nor false",
        "log-level=loud|not one of the choices; valid: error, warn, info, debug, trace",
        "group=a b|not a valid name",
        "group=..|not a valid name",
        "topic=telemetry.dlq|a topic of dead letters; valid: 1 to 60 of a-z A-Z 0-9 . _ -, not"
            + " ending",
        "start=yesterday|not a position; valid: earliest, latest, an offset, or an RFC 3339 time",
        "passes=-1|valid: 1 to 1000000000, or endless (0)",
        "token=short|token cannot be ******** (flag --token): not a token",
      })
  void value_notValid_isRefusedNamingSettingOriginAndRange(String flag, String message) {
    String[] parts = flag.split("=", 2);
    assertThatThrownBy(() -> read(Role.ALL, Map.of(parts[0], parts[1]), Map.of()))
        .isInstanceOf(BadSettingException.class)
        .hasMessageContaining(message)
        .hasMessageNotContaining("short");
  }

  @Test
  void value_badInTheEnvironmentOrFile_isRefusedNamingWhere() {
    assertThatThrownBy(() -> read(Role.ALL, Map.of(), Map.of("RATE", "fast")))
        .hasMessageStartingWith("rate cannot be 'fast' (environment RATE)");
    assertThatThrownBy(() ->
            new SettingsReader(Role.ALL, Map.of(), Map.of())
                .withFile("a.conf", List.of("", "port = x"))
                .read())
        .hasMessageStartingWith("port cannot be 'x' (a.conf line 2, port)");
  }

  @Test
  void alternatives_twoAtOnce_areRefused() {
    assertThatThrownBy(() -> read(Role.ALL, Map.of("rate", "5"), Map.of("STREAM_INTERVAL", "10ms")))
        .hasMessage(
            "rate (flag --rate) and stream-interval (environment STREAM_INTERVAL) say the same"
                + " thing in different ways; set only one");
    assertThatThrownBy(
            () -> read(Role.ALL, Map.of(), Map.of("RATE", "1", "STREAMER_SLEEP_MILLIS", "10")))
        .hasMessageContaining("streamer-sleep-millis (environment STREAMER_SLEEP_MILLIS)");
    assertThatThrownBy(
            () -> read(Role.STREAMER, Map.of("mq-url", "tcp://a:1"), Map.of("MQ_PORT", "10")))
        .hasMessageContaining("mq-port");
    assertThat(read(Role.ALL, Map.of("stream-interval", "10ms"), Map.of()).get(STREAM_INTERVAL))
        .isEqualTo(Duration.ofMillis(10));
  }

  @Test
  void alias_worksInAllFormsAndAConflictIsRefused() {
    assertThat(read(Role.ALL, Map.of(), Map.of("COLLECTOR_ID", "c-1")).get(INSTANCE_ID))
        .isEqualTo("c-1");
    assertThat(read(Role.ALL, Map.of("streamer-id", "s-1"), Map.of()).get(INSTANCE_ID))
        .isEqualTo("s-1");
    assertThat(
            read(Role.ALL, Map.of(), Map.of("COLLECTOR_ID", "x", "INSTANCE_ID", "x"))
                .get(INSTANCE_ID))
        .isEqualTo("x");
    assertThatThrownBy(
            () -> read(Role.ALL, Map.of(), Map.of("COLLECTOR_ID", "a", "INSTANCE_ID", "b")))
        .hasMessage(
            "instance-id is given twice with different values, by environment INSTANCE_ID and by"
                + " environment COLLECTOR_ID; remove one of them");
  }

  @Test
  void shortFlags_areFlagsOnly() {
    assertThat(read(Role.SIMULATE, Map.of("ticks", "4"), Map.of("TICKS", "9")).get(SIMULATE_TICKS))
        .isEqualTo(4);
    assertThat(read(Role.SIMULATE, Map.of(), Map.of("TICKS", "9")).get(SIMULATE_TICKS))
        .isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "reate = 5|f.conf line 1: unknown key 'reate'; did you mean rate?",
        "BATCH_SIZE = 5|f.conf line 1: unknown key 'BATCH_SIZE'; did you mean batch-size?",
        "zzzzzzzzzz = 5|docs/configuration.md lists the keys",
        "nothing|f.conf line 1: not of the form 'key = value'",
      })
  void file_withALineThatCannotBeUsed_isRefused(String line, String message) {
    SettingsReader reader = new SettingsReader(Role.ALL, Map.of(), Map.of());
    assertThatThrownBy(() -> reader.withFile("f.conf", List.of(line)))
        .isInstanceOf(BadSettingException.class)
        .hasMessageContaining(message);
  }

  @Test
  void file_withAKeyTwice_isRefused() {
    SettingsReader reader = new SettingsReader(Role.ALL, Map.of(), Map.of());
    assertThatThrownBy(() -> reader.withFile("f.conf", List.of("rate=1", "rate=2")))
        .hasMessage("f.conf line 2: key 'rate' is given twice");
  }

  @Test
  void file_withAKeyOfAnotherRole_isAccepted() {
    Settings settings =
        new SettingsReader(Role.BROKER, Map.of(), Map.of())
            .withFile("f.conf", List.of("rate = 5", "tcp-addr = [::1]:7"))
            .read();
    assertThat(settings.get(TCP_ADDR)).isEqualTo(new Address("::1", 7)).hasToString("[::1]:7");
  }

  @Test
  void settings_askedForWhatTheRoleDoesNotHave_isABug() {
    Settings settings = read(Role.BROKER, Map.of(), Map.of());
    assertThatThrownBy(() -> settings.get(RATE)).hasMessageStartingWith("BUG:");
    assertThatThrownBy(() -> settings.get(TOKEN)).hasMessageStartingWith("BUG:");
  }

  @ParameterizedTest
  @CsvSource({"9000,'',9000", ":9000,'',9000", "a.b:1,a.b,1", "[::1]:0,::1,0"})
  void address_inEachForm_isRead(String text, String host, int port) {
    assertThat(Address.parse(text)).isEqualTo(new Address(host, port));
  }

  private static Settings reader(Map<String, String> flags, Map<String, String> environment) {
    return new SettingsReader(Role.ALL, flags, environment).withFile("f.conf", FILE).read();
  }

  private static Settings read(
      Role role, Map<String, String> flags, Map<String, String> environment) {
    return new SettingsReader(role, flags, environment).read();
  }
}
