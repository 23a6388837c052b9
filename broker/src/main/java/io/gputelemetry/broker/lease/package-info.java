/**
 * Who works on what until when: messages leased to members of a group, ranges of a sequence leased
 * to streamers. It lives in memory only; after a restart everything that is not done is free again.
 * One thread owns it, and it knows no clock: whoever calls says what time it is.
 */
@NullMarked
package io.gputelemetry.broker.lease;

import org.jspecify.annotations.NullMarked;
