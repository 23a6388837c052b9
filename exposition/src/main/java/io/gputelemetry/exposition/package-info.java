/**
 * The text formats of the Prometheus world: samples are read from exposition text, and a series'
 * name and labels from its text. Pure functions over bytes: no thread, no clock, no file, no
 * network, and no dependency on any other module.
 */
@NullMarked
package io.gputelemetry.exposition;

import org.jspecify.annotations.NullMarked;
