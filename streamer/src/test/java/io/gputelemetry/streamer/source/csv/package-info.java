@NullMarked
package io.gputelemetry.streamer.source.csv;

import org.jspecify.annotations.NullMarked;
