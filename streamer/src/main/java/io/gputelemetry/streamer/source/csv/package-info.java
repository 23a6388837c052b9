/**
 * CSV in the form of a DCGM capture: files that are read once into memory, a file that is followed
 * while it grows, and text that comes over a network. What a file may hold is decided in one place:
 * {@link io.gputelemetry.streamer.source.csv.RecordReader} finds the records, {@link
 * io.gputelemetry.streamer.source.csv.CsvRows} makes rows of them. Bad rows are counted and never
 * fatal.
 */
@NullMarked
package io.gputelemetry.streamer.source.csv;

import org.jspecify.annotations.NullMarked;
