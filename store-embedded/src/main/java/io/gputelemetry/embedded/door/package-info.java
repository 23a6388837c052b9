/**
 * Serves a store to other processes, in the frames of {@code docs/store-protocol.md}. It knows any
 * engine behind the port. The reading thread of a connection takes requests in; each is worked on
 * by a virtual thread of its own, within the limits of the door.
 */
@NullMarked
package io.gputelemetry.embedded.door;

import org.jspecify.annotations.NullMarked;
