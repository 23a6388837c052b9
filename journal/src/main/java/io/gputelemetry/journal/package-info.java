/**
 * A durable append-only log on a disk that can fail: segment files, checked batches, recovery, a
 * sparse index, retention, and the {@link io.gputelemetry.journal.OffsetSet} that its users keep
 * their progress in. It knows no topics, no network and no clock. One thread owns a journal; {@link
 * io.gputelemetry.journal.GroupCommit} is that thread.
 */
@NullMarked
package io.gputelemetry.journal;

import org.jspecify.annotations.NullMarked;
