/**
 * The broker's HTTP door: what operators and scrapers want to know. It asks the broker as any
 * client does and holds no state.
 */
@NullMarked
package io.gputelemetry.broker.http;

import org.jspecify.annotations.NullMarked;
