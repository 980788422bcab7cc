/**
 * Pages to read in a browser, each one file that loads nothing else. {@link
 * dev.unroll.job.page.RunPage} tells of a run; {@link dev.unroll.job.page.Page} is what any page is
 * made of, that of an inspection too.
 */
package dev.unroll.job.page;
