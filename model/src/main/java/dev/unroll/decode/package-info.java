/**
 * From scores to labels and texts. Read {@link dev.unroll.decode.LanguageModel}, {@link
 * dev.unroll.decode.Sampling} and {@link dev.unroll.decode.TextSampler}; {@link
 * dev.unroll.decode.TagDecoder} and {@link dev.unroll.decode.Viterbi}; {@link
 * dev.unroll.decode.Translator}.
 */
package dev.unroll.decode;
