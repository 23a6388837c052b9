/**
 * What a topic has to remember for ever: which batches of which producer are in the log, what each
 * group has acked, what each sequence has granted. It lives in the topic's own log, as records in
 * control batches and as a snapshot at the head of each segment, and is changed by the same code
 * when it happens and when the log is read again. One thread owns a ledger.
 */
@NullMarked
package io.gputelemetry.broker.ledger;

import org.jspecify.annotations.NullMarked;
