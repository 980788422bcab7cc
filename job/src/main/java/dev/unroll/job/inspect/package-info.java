/**
 * A look inside a model while it reads data, behind the verb {@code inspect}. {@link
 * dev.unroll.job.inspect.Inspector} looks, {@link dev.unroll.job.inspect.Inspection} is what it
 * sees, and the others show it.
 */
package dev.unroll.job.inspect;
