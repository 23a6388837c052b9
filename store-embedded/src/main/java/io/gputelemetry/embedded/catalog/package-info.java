/**
 * The catalog of the embedded store: numbers for series and for descriptions (a GPU as described at
 * some time, with its attribution), given once and never reused, in a journal of their own.
 */
@NullMarked
package io.gputelemetry.embedded.catalog;

import org.jspecify.annotations.NullMarked;
