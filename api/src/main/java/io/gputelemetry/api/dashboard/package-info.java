/**
 * The dashboard: static pages and modules that read the REST operations from the browser. It has no
 * build step; what is in the resources is what is served.
 */
@NullMarked
package io.gputelemetry.api.dashboard;

import org.jspecify.annotations.NullMarked;
