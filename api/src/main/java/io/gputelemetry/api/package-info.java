/**
 * The API role: a listener with the REST operations, the health paths, metrics, the OpenAPI
 * document and its page. Requests run on virtual threads and read the store through its port.
 */
@NullMarked
package io.gputelemetry.api;

import org.jspecify.annotations.NullMarked;
