/**
 * TLS from PEM files: keys and trust that follow the files when they are renewed, and what went
 * wrong in one line. It depends on the JDK only, and opens no sockets.
 */
@NullMarked
package io.gputelemetry.wire.tls;

import org.jspecify.annotations.NullMarked;
