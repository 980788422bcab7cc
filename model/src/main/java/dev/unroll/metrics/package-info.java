/**
 * What a model is judged by. Every accumulator counts over examples, can be merged with another
 * part's, and is divided once, when it is read: {@link dev.unroll.metrics.Perplexity}, {@link
 * dev.unroll.metrics.Accuracy}, {@link dev.unroll.metrics.ConfusionMatrix}, {@link
 * dev.unroll.metrics.Regression}, {@link dev.unroll.metrics.SpanScorer}, {@link
 * dev.unroll.metrics.Bleu}. What is divided by zero counts as 0 in scores from 0 to 1 and as NaN in
 * means.
 */
package dev.unroll.metrics;
