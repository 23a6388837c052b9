@NullMarked
package io.gputelemetry.exposition.remotewrite;

import org.jspecify.annotations.NullMarked;
