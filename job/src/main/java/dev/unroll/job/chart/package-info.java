/**
 * Charts. A {@link dev.unroll.job.chart.Panel} says what is to be seen, {@link
 * dev.unroll.job.chart.PngChart} draws it as an image, {@link dev.unroll.job.chart.SvgChart} for a
 * page.
 */
package dev.unroll.job.chart;
