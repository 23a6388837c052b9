@NullMarked
package io.gputelemetry.streamer.batch;

import org.jspecify.annotations.NullMarked;
