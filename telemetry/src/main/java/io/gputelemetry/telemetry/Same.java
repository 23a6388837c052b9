package io.gputelemetry.telemetry;

/**
 * An object as a key: equal to the same object only, not to an equal one, because comparing costs
 * more than what the key is for.
 *
 * @param <T> its type
 */
public record Same<T>(T object) {

  @Override
  @SuppressWarnings("ReferenceEquality")
  public boolean equals(Object other) {
    return other instanceof Same<?> same && same.object == object;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(object);
  }
}
