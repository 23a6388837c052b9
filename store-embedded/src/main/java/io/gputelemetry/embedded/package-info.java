/**
 * The default store: a write-ahead journal, the newest rows in memory (the head), and immutable
 * sealed files. One owner thread ({@link io.gputelemetry.embedded.StoreOwner}) makes every change;
 * readers run on any thread beside it, under a read-write lock that they hold only while they look
 * at memory, never while they read files or hand rows out.
 */
@NullMarked
package io.gputelemetry.embedded;

import org.jspecify.annotations.NullMarked;
