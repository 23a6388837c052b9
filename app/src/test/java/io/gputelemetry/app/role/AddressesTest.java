package io.gputelemetry.app.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gputelemetry.app.settings.Address;
import io.gputelemetry.app.settings.Role;
import io.gputelemetry.app.settings.Settings;
import io.gputelemetry.app.settings.SettingsReader;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AddressesTest {
  @ParameterizedTest
  @CsvSource({
    "MQ_URL,tcp://h:7,h,7",
    "MQ_URL,tcp://h,h,9000",
    "MQ_HOST,h,h,9000",
    "MQ_PORT,7,localhost,7",
    "MQ_BASE_URL,http://h:8081,h,9000",
    "OTHER,x,localhost,9000",
  })
  void queue_inEachForm_isFound(String name, String value, String host, int port) {
    assertThat(Addresses.queue(settings(Role.STREAMER, Map.of(name, value))))
        .isEqualTo(new Address(host, port));
  }

  @ParameterizedTest
  @CsvSource({"STORE_URL,tcp://h:7,h,7", "STORE_URL,tcp://h,h,9002", "OTHER,x,localhost,9002"})
  void store_atItsUrl_isFound(String name, String value, String host, int port) {
    assertThat(Addresses.store(settings(Role.API, Map.of(name, value))))
        .isEqualTo(new Address(host, port));
  }

  @ParameterizedTest
  @ValueSource(strings = {"kafka://h:1", "h:1", "tcp://", "tcp:// x", "http://h"})
  void queue_atAUrlOfAnotherKind_isRefused(String url) {
    Settings settings = settings(Role.STREAMER, Map.of("MQ_URL", url));
    assertThatThrownBy(() -> Addresses.queue(settings))
        .hasMessageContaining("mq-url cannot be '" + url + "' (environment MQ_URL)")
        .hasMessageContaining("valid: tcp://host:port");
  }

  @Test
  void listeners_inTheirOtherForms_areFound() {
    assertThat(Addresses.tcp(settings(Role.ALL, Map.of("TCP_HOST", "h", "TCP_PORT", "5"))))
        .isEqualTo(new Address("h", 5));
    assertThat(Addresses.tcp(settings(Role.ALL, Map.of("TCP_PORT", "5"))))
        .isEqualTo(new Address("", 5));
    assertThat(Addresses.http(settings(Role.ALL, Map.of("HTTP_HOST", "h"))))
        .isEqualTo(new Address("h", 9001));
    assertThat(Addresses.http(settings(Role.BROKER, Map.of("LISTEN_ADDR", ":8081"))))
        .isEqualTo(new Address("", 8081));
    assertThat(Addresses.api(settings(Role.ALL, Map.of("LISTEN_ADDR", ":81"))))
        .isEqualTo(new Address("", 81));
    assertThat(Addresses.api(settings(Role.ALL, Map.of("API_PORT", "82"))))
        .isEqualTo(new Address("127.0.0.1", 82));
  }

  private static Settings settings(Role role, Map<String, String> environment) {
    return new SettingsReader(role, Map.of(), environment).read();
  }
}
