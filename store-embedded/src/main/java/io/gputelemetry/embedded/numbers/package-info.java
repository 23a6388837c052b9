/**
 * How numbers are written in the files of the store: short where they are small, exact where they
 * are decimal.
 */
@NullMarked
package io.gputelemetry.embedded.numbers;

import org.jspecify.annotations.NullMarked;
