/**
 * What models are good for, one class for each task, and how scores become labels and texts. Read
 * {@link dev.unroll.decode.LanguageModel}, {@link dev.unroll.decode.Sampling} and {@link
 * dev.unroll.decode.TextSampler}; {@link dev.unroll.decode.Tagger}, {@link
 * dev.unroll.decode.TagDecoder} and {@link dev.unroll.decode.Viterbi}; {@link
 * dev.unroll.decode.Classifier} and {@link dev.unroll.decode.Regressor}; {@link
 * dev.unroll.decode.Translator} and {@link dev.unroll.decode.BeamSearch}.
 */
package dev.unroll.decode;
