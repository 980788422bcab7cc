/**
 * The model directory, in PyTorch's names and layouts. Read {@link dev.unroll.io.Model}, {@link
 * dev.unroll.io.ModelDirectory}, {@link dev.unroll.io.ModelStore}, then {@code ConfigJson}, {@code
 * ParameterTensors} and {@code SafeTensors}.
 *
 * <p>Reading a directory executes nothing and allocates no more than its files justify.
 */
package dev.unroll.io;
