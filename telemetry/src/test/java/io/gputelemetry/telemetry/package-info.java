@NullMarked
package io.gputelemetry.telemetry;

import org.jspecify.annotations.NullMarked;
