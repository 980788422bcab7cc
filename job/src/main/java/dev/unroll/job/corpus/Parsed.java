package dev.unroll.job.corpus;

import java.io.Serializable;

/** What became of a record: an example, or what is wrong with it. */
sealed interface Parsed extends Serializable permits RawExample, Problem {

  Place place();
}
