package io.gputelemetry.app.role;

import io.gputelemetry.app.settings.BadSettingException;
import io.gputelemetry.app.settings.ProcessSettings;
import io.gputelemetry.broker.access.AccessRole;
import io.gputelemetry.broker.access.AccessToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A file of tokens, one a line: the token, and after a blank the roles it is good for, separated by
 * commas. A token alone is good for everything. Empty lines and lines that begin with {@code #} are
 * skipped.
 */
final class TokenFile {
  private static final int TOKENS_MAX = 1_000;

  private TokenFile() {}

  /**
   * The tokens of a file, at least one.
   *
   * @throws BadSettingException if it cannot be read, or holds no tokens; it shows none of them
   */
  static List<AccessToken> read(String file) {
    try {
      return tokens(Files.readAllLines(Path.of(file)));
    } catch (IOException e) {
      throw new BadSettingException(
          "token-file " + file + " cannot be read; check its name and permissions");
    } catch (IllegalArgumentException e) {
      throw new BadSettingException("token-file " + file + " holds " + e.getMessage());
    }
  }

  private static List<AccessToken> tokens(List<String> all) {
    List<String> lines = all.stream().map(String::strip).filter(line -> !line.isEmpty()).toList();
    // A file with nothing but a token holds that token, whatever it begins with.
    List<AccessToken> tokens =
        lines.stream()
            .filter(line -> lines.size() == 1 || !line.startsWith("#"))
            .map(TokenFile::token)
            .toList();
    Set<String> secrets = new HashSet<>();
    for (AccessToken token : tokens) {
      if (!secrets.add(token.secret())) {
        throw new IllegalArgumentException("a token twice; give all of its roles in one line");
      }
    }
    if (tokens.isEmpty() || tokens.size() > TOKENS_MAX) {
      throw noToken();
    }
    return tokens;
  }

  private static AccessToken token(String line) {
    String[] parts = line.split("\\s+", 2);
    String secret;
    try {
      secret = ProcessSettings.TOKEN.kind().parser().apply(parts[0]);
    } catch (IllegalArgumentException e) {
      throw noToken();
    }
    return parts.length == 1
        ? AccessToken.ofEverything(secret)
        : new AccessToken(secret, roles(parts[1]));
  }

  private static Set<AccessRole> roles(String words) {
    Set<AccessRole> roles = EnumSet.noneOf(AccessRole.class);
    for (String word : words.split(",", -1)) {
      try {
        roles.add(AccessRole.of(word.strip()));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "something else than roles behind a token; valid: publish, consume, admin,"
                + " separated by commas",
            e);
      }
    }
    return roles;
  }

  private static IllegalArgumentException noToken() {
    return new IllegalArgumentException(
        "no token, or a line without one; valid: " + ProcessSettings.TOKEN.kind().valid());
  }
}
