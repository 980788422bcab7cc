/**
 * A look inside a model while it reads data, behind the verb {@code inspect}. {@link
 * dev.unroll.job.inspect.Inspector} looks, {@link dev.unroll.job.inspect.Inspection} is what it
 * sees, and the others show it: {@link dev.unroll.job.inspect.InspectionTables} in a terminal,
 * {@link dev.unroll.job.inspect.InspectionPage} in a browser.
 */
package dev.unroll.job.inspect;
