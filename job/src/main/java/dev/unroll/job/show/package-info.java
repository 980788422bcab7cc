/**
 * What a model does, for people to look at. {@link dev.unroll.job.show.Showcase} lets it write,
 * translate and be wrong, on data that it has not learned from.
 */
package dev.unroll.job.show;
