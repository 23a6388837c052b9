/**
 * The one executable: reads the command line and the environment, builds the parts of a role by
 * their constructors, starts and stops them. Nothing else in the product reads the environment.
 */
@NullMarked
package io.gputelemetry.app;

import org.jspecify.annotations.NullMarked;
