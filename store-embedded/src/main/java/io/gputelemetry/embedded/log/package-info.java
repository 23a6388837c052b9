/** The log of what is not sealed yet: rows with the numbers of the catalog, as they came. */
@NullMarked
package io.gputelemetry.embedded.log;

import org.jspecify.annotations.NullMarked;
