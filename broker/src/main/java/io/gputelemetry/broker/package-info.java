/**
 * The message broker as a library: {@link io.gputelemetry.broker.Broker} opens a directory, and
 * each {@link io.gputelemetry.broker.Broker#connect connection} is a session. {@code core} holds
 * the rules of a topic, {@code ledger} what it remembers for ever, {@code lease} who works on what,
 * {@code topic} puts them on a journal and a thread; {@code tcp} and {@code http} are doors.
 */
@NullMarked
package io.gputelemetry.broker;

import org.jspecify.annotations.NullMarked;
