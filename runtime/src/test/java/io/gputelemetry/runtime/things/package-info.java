/**
 * Records of another package, as a module that serves its own records would have: JSON adapters are
 * generated into one component for each package.
 */
@NullMarked
package io.gputelemetry.runtime.things;

import org.jspecify.annotations.NullMarked;
