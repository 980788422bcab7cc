/**
 * Model directories on any of Hadoop's file systems. Read {@link dev.unroll.job.store.Models}, then
 * {@link dev.unroll.job.store.HadoopModelStore}.
 */
package dev.unroll.job.store;
