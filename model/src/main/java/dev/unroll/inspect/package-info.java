/**
 * What can be seen inside a network while it reads data. In reading order: {@link
 * dev.unroll.inspect.GradientFlow} (how far back a gradient reaches), {@link
 * dev.unroll.inspect.GateUse}, {@link dev.unroll.inspect.ParameterNorms}, {@link
 * dev.unroll.inspect.Expectations} (how probable the data are, step by step), {@link
 * dev.unroll.inspect.Neighbours} (words that are like a word).
 */
package dev.unroll.inspect;
