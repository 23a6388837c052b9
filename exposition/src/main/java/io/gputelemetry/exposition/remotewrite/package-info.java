/**
 * Prometheus remote write, versions 1.0 and 2.0: what a sender's request holds is read, and written
 * for a sender of ours. Pure functions over bytes; bounds come with the call.
 */
@NullMarked
package io.gputelemetry.exposition.remotewrite;

import org.jspecify.annotations.NullMarked;
