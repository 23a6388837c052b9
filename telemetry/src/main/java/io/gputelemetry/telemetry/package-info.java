/**
 * The vocabulary of the pipeline: samples, GPUs, series, attribution, sample batches and their
 * codec, and the catalogue of DCGM metrics. Pure values and functions: no thread, no clock, no
 * file, no network, and no dependency on any other module. All times are microseconds since the
 * epoch, UTC.
 */
@NullMarked
package io.gputelemetry.telemetry;

import org.jspecify.annotations.NullMarked;
