@NullMarked
package io.gputelemetry.streamer.receive;

import org.jspecify.annotations.NullMarked;
