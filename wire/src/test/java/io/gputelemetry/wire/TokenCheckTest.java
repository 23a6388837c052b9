package io.gputelemetry.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class TokenCheckTest {
  @Test
  void tokens_ofWhichOneIsPresented_openTheDoor() {
    TokenCheck check = new TokenCheck(List.of("old-token", "new-token"));

    assertThat(check.isRequired()).isTrue();
    assertThat(check.accepts("old-token")).isTrue();
    assertThat(check.accepts("new-token")).isTrue();
    assertThat(check.accepts("new-toke")).isFalse();
    assertThat(check.accepts("")).isFalse();
  }

  @Test
  void tokens_none_letEverybodyIn() {
    TokenCheck check = new TokenCheck(List.of());

    assertThat(check.isRequired()).isFalse();
    assertThat(check.accepts("whatever")).isTrue();
  }

  @Test
  void token_empty_isRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new TokenCheck(List.of("")));
  }
}
