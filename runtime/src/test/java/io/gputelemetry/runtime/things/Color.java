package io.gputelemetry.runtime.things;

public enum Color {
  RED,
  DARK_BLUE
}
