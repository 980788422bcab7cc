/**
 * The configuration tree. In reading order: {@code unroll-reference.conf}, {@link
 * dev.unroll.job.config.UnrollConfig}, {@link dev.unroll.job.config.ConfigLoader}, {@link
 * dev.unroll.job.config.EffectiveConfig}.
 */
package dev.unroll.job.config;
