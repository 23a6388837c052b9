@NullMarked
package io.gputelemetry.streamer;

import org.jspecify.annotations.NullMarked;
