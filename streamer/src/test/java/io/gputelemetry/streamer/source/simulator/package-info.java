@NullMarked
package io.gputelemetry.streamer.source.simulator;

import org.jspecify.annotations.NullMarked;
