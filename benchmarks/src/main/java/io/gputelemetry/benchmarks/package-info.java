/**
 * Measurements. {@code PipelineLoad} drives the whole pipeline in one process; the {@code
 * …Benchmark} classes are JMH benchmarks of single parts. Figures with command, machine and date
 * are in docs/performance.md.
 */
@NullMarked
package io.gputelemetry.benchmarks;

import org.jspecify.annotations.NullMarked;
