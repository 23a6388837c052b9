/**
 * The store's port: what collectors write through and the API reads through, whichever engine is
 * behind it, and the bounded in-memory engine. The contract that every engine must pass is {@code
 * SampleStoreContract} in the test jar.
 */
@NullMarked
package io.gputelemetry.store;

import org.jspecify.annotations.NullMarked;
