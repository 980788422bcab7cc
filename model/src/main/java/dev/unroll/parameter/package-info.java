/**
 * The flat parameter array and its gradients. Read {@link dev.unroll.parameter.Slice}, then {@link
 * dev.unroll.parameter.ParameterLayout}, then {@link dev.unroll.parameter.Gradients}.
 */
package dev.unroll.parameter;
