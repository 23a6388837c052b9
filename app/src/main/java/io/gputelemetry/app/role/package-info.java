/**
 * The roles: each is a class that builds its parts by their constructors, starts them in order and
 * stops them in reverse.
 */
@NullMarked
package io.gputelemetry.app.role;

import org.jspecify.annotations.NullMarked;
