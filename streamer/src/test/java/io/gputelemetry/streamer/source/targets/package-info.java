@NullMarked
package io.gputelemetry.streamer.source.targets;

import org.jspecify.annotations.NullMarked;
