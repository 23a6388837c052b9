/**
 * Configuration: one table of settings, from which flags, environment variables, file keys, {@code
 * --print-config} and the documentation page are all made. Pure functions over texts; only the
 * application hands in the environment and the file.
 */
@NullMarked
package io.gputelemetry.app.settings;

import org.jspecify.annotations.NullMarked;
