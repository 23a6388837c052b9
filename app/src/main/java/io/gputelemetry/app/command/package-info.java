/** The command line: subcommands, flags and help from the table of settings, by picocli. */
@NullMarked
package io.gputelemetry.app.command;

import org.jspecify.annotations.NullMarked;
