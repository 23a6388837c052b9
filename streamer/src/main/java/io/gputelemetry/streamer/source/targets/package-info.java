/**
 * What is to be scraped: addresses that were given, and files that name more and may change. Knows
 * no network and starts no thread.
 */
@NullMarked
package io.gputelemetry.streamer.source.targets;

import org.jspecify.annotations.NullMarked;
