package io.gputelemetry.runtime.http;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Describes a record that is served as JSON, or one of its components, in the OpenAPI document. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT, ElementType.TYPE})
public @interface Doc {
  /** What it means, its unit, and when it is null. */
  String value();

  /** A typical value, as a client would see it; empty for none. */
  String example() default "";
}
