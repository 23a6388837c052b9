/** Opens the dashboard of a real process in a real browser. */
@NullMarked
package io.gputelemetry.systemtests.browser;

import org.jspecify.annotations.NullMarked;
