package io.gputelemetry.broker.access;

import java.util.Locale;

/** What a token is good for. */
public enum AccessRole {
  /** To publish, and to work on sequences. */
  PUBLISH,
  /** To read, and to take, settle and inspect messages. */
  CONSUME,
  /** Everything, also to make, change and delete topics, groups and sequences. */
  ADMIN;

  /** How it is written in a token file and in documents. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The role of this word. */
  public static AccessRole of(String word) {
    for (AccessRole role : values()) {
      if (role.word().equals(word)) {
        return role;
      }
    }
    throw new IllegalArgumentException("not a role");
  }
}
