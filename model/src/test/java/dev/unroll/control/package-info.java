/**
 * The control: every network of Unroll as the textbook writes it, in double precision, with plain
 * loops and one sequence at a time, so that nothing in it can share a mistake with the float
 * kernels that it checks. No padding, no batching, no BLAS.
 *
 * <p>In reading order: {@link dev.unroll.control.NetworkSpec}, {@link
 * dev.unroll.control.ControlNetwork}, {@link dev.unroll.control.ControlCell}, {@link
 * dev.unroll.control.ControlStack}, {@link dev.unroll.control.ControlOutput}, {@link
 * dev.unroll.control.ControlEncoderDecoder}, {@link dev.unroll.control.ControlDecoding}.
 *
 * <p>Parameters and results go by the names of the golden files ({@code rnn.weight_ih_l0}, {@code
 * loss-per-sequence}).
 */
package dev.unroll.control;
