/**
 * The REST operations over a store: GPUs, their telemetry, metrics, counts. Lists are pages with a
 * cursor that is the key of the last row, so a page never moves when data arrives.
 */
@NullMarked
package io.gputelemetry.api.rest;

import org.jspecify.annotations.NullMarked;
