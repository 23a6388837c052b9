/**
 * HTTP as typed operations: a route, its parameters, its answer and its handler in one value, from
 * which the router, the validation and the OpenAPI document are all made. Requests run on virtual
 * threads.
 */
@NullMarked
package io.gputelemetry.runtime.http;

import org.jspecify.annotations.NullMarked;
