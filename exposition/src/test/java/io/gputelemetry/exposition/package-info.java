@NullMarked
package io.gputelemetry.exposition;

import org.jspecify.annotations.NullMarked;
