package io.gputelemetry.app.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gputelemetry.app.ExitCode;
import io.gputelemetry.app.StartException;
import io.gputelemetry.app.settings.Address;
import io.gputelemetry.app.settings.BadSettingException;
import io.gputelemetry.app.settings.Role;
import io.gputelemetry.app.settings.SettingsReader;
import io.gputelemetry.broker.access.AccessRole;
import io.gputelemetry.broker.access.AccessToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AccessTest {
  private static final Access LOCAL = new Access(List.of(), false);
  private static final Access WITH_TOKEN =
      new Access(List.of(AccessToken.ofEverything("12345678")), false);
  private static final Access INSECURE = new Access(List.of(), true);

  @TempDir private Path directory;

  @Test
  void address_withoutHost_isLoopbackOnlyWithoutAToken() {
    Address anyHost = new Address("", 9000);
    assertThat(LOCAL.bind("tcp-addr", anyHost)).isEqualTo(new Address("127.0.0.1", 9000));
    assertThat(WITH_TOKEN.bind("tcp-addr", anyHost)).isEqualTo(new Address("0.0.0.0", 9000));
    assertThat(INSECURE.bind("tcp-addr", anyHost)).isEqualTo(new Address("0.0.0.0", 9000));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "::", "192.0.2.1"})
  void address_othersCanReach_needsATokenOrInsecure(String host) {
    Address open = new Address(host, 1);
    assertThatThrownBy(() -> LOCAL.bind("host", open))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("can be reached by other machines: set TOKEN or TOKEN_FILE")
        .extracting(e -> ((StartException) e).code())
        .isEqualTo(ExitCode.USAGE);
    assertThat(WITH_TOKEN.bind("host", open)).isEqualTo(open);
    assertThat(INSECURE.bind("host", open)).isEqualTo(open);
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1", "localhost", "127.9.9.9"})
  void address_onLoopback_isAlwaysAllowed(String host) {
    Address loopback = new Address(host, 1);
    assertThat(LOCAL.bind("host", loopback)).isEqualTo(loopback);
  }

  @Test
  void host_unknown_isRefused() {
    assertThatThrownBy(() -> LOCAL.bind("host", new Address("no.such.host.invalid", 1)))
        .hasMessage("host: the host name no.such.host.invalid is not known");
  }

  @Test
  void reachable_ofAWildcard_isLoopback() {
    assertThat(LOCAL.reachable(new Address("0.0.0.0", 0), 5))
        .isEqualTo(new Address("127.0.0.1", 5));
    assertThat(LOCAL.reachable(new Address("h", 0), 5)).isEqualTo(new Address("h", 5));
  }

  @Test
  void token_ofAFile_isReadWithoutItsLineEnd() throws IOException {
    Path file = Files.writeString(directory.resolve("token"), "a-good-token\n");
    assertThat(of(Map.of("TOKEN_FILE", file.toString())).token()).isEqualTo("a-good-token");
    assertThat(of(Map.of("TOKEN", "another-token")).token()).isEqualTo("another-token");
    assertThat(of(Map.of()).isLocal()).isTrue();
    assertThat(of(Map.of("INSECURE", "true")).isLocal()).isFalse();
  }

  @Test
  void token_thatCannotBeUsed_isRefusedWithoutShowingIt() throws IOException {
    Path file = Files.writeString(directory.resolve("token"), "x y");
    assertThatThrownBy(() -> of(Map.of("TOKEN_FILE", file.toString())))
        .isInstanceOf(BadSettingException.class)
        .hasMessageContaining(
            "holds no token, or a line without one; valid: 8 to 1024 visible ASCII characters")
        .hasMessageNotContaining("x y");
    assertThatThrownBy(() -> of(Map.of("TOKEN_FILE", directory.resolve("none").toString())))
        .isInstanceOf(BadSettingException.class)
        .hasMessageContaining("cannot be read");
  }

  @Test
  void tokens_ofAFile_haveTheRolesBehindThem() throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("tokens"),
            """
            # who may do what
            token-of-ours

              token-of-streamers   publish
            token-of-collectors publish, consume
            """);
    Access access = of(Map.of("TOKEN_FILE", file.toString()));
    assertThat(access.tokens())
        .containsExactly(
            AccessToken.ofEverything("token-of-ours"),
            new AccessToken("token-of-streamers", Set.of(AccessRole.PUBLISH)),
            new AccessToken("token-of-collectors", Set.of(AccessRole.PUBLISH, AccessRole.CONSUME)));
    assertThat(access.token()).isEqualTo("token-of-ours");
    assertThat(access.secrets()).hasSize(3);
    assertThat(access.bearers().getLast().roles()).containsExactlyInAnyOrder("publish", "consume");
    assertThat(access.toString()).doesNotContain("token-of");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "12345678 reader",
        "12345678 publish,",
        "12345678 publish consume",
        "12345678\n12345678 publish",
        "short publish",
        "# nothing"
      })
  void tokens_thatMakeNoSense_areRefusedWithoutShowingThem(String text) throws IOException {
    Path file = Files.writeString(directory.resolve("tokens"), text);
    assertThatThrownBy(() -> of(Map.of("TOKEN_FILE", file.toString())))
        .isInstanceOf(BadSettingException.class)
        .hasMessageContaining("token-file")
        .hasMessageNotContaining("1234567");
  }

  private static Access of(Map<String, String> environment) {
    return Access.of(new SettingsReader(Role.ALL, Map.of(), environment).read());
  }
}
