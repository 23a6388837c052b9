@NullMarked
package io.gputelemetry.streamer.source;

import org.jspecify.annotations.NullMarked;
