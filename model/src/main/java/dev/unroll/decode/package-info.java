/**
 * From scores to labels and texts. Read {@link dev.unroll.decode.TagDecoder} and {@link
 * dev.unroll.decode.Viterbi}, then {@link dev.unroll.decode.Translator}.
 */
package dev.unroll.decode;
