/**
 * Kills a process that has the embedded store open, hundreds of times in one directory, at chosen
 * calls to the disk, and compares what is stored with what the process said before each kill.
 * {@code StoreWriterProcess} is that process; its disk waits inside the chosen call to be killed.
 */
@NullMarked
package io.gputelemetry.systemtests.storecrash;

import org.jspecify.annotations.NullMarked;
