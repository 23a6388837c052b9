/** How samples become messages, whatever they come from. */
@NullMarked
package io.gputelemetry.streamer.batch;

import org.jspecify.annotations.NullMarked;
