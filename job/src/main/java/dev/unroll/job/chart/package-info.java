/**
 * Charts. A {@link dev.unroll.job.chart.Panel} says what is to be seen, {@link
 * dev.unroll.job.chart.PngChart} draws it.
 */
package dev.unroll.job.chart;
