/**
 * Networks: shapes and computations, free of parameters. Read {@link
 * dev.unroll.network.NetworkConfig}, {@link dev.unroll.network.Network}, {@link
 * dev.unroll.network.SequenceNetwork}, then {@code RecurrentStack}, {@code StackInput}, {@code
 * Head} and the outputs; for pairs {@link dev.unroll.network.EncoderDecoder} and {@code Attention}.
 */
package dev.unroll.network;
