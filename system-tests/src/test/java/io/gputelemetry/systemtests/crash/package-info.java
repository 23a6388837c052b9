/**
 * Kills the real process at random instants and compares what it stored with a model of its input.
 * {@code TracedApp} is the product, started with a disk and connections that note in a shared file
 * what they are doing, so that the test can tell where a kill fell.
 */
@NullMarked
package io.gputelemetry.systemtests.crash;

import org.jspecify.annotations.NullMarked;
