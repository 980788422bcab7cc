package dev.unroll.job.cli;

/** The work behind a verb: the verb's checked options in, what it prints out. */
@FunctionalInterface
interface Service<Q, A> {

  A call(Q request) throws Exception;
}
