/**
 * Models as ONNX graphs of standard operators. Read {@link dev.unroll.job.onnx.OnnxModels}, then
 * {@code SequenceGraph} and {@code TranslatorGraphs}, what they are put together from ({@code
 * StackGraph}, {@code HeadGraph}), and {@code Graph}, which writes nodes down. The messages of the
 * format are generated from {@code onnx.proto}.
 */
package dev.unroll.job.onnx;
