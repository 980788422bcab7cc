/** Experiments that the documentation shows. Each is run by hand, by one command. */
package dev.unroll.job.experiment;
