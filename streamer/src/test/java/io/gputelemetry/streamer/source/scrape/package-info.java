@NullMarked
package io.gputelemetry.streamer.source.scrape;

import org.jspecify.annotations.NullMarked;
