package dev.unroll.job.report;

import java.io.Serializable;

/**
 * One process of a run, and what it computes with.
 *
 * @param process {@code driver}, or Spark's name of the executor
 * @param host the machine's name as Spark knows it
 * @param cpu the CPU's name as the operating system gives it, else the architecture
 * @param cores processors that the JVM may use
 * @param blas library, kernel, and what forces it
 * @param gates what computes the functions of the gates
 * @param probe hexadecimal hash of some products: equal where all bits are
 */
public record Machine(
    String process, String host, String cpu, int cores, String blas, String gates, String probe)
    implements Serializable {

  @Override
  public String toString() {
    return process + ": " + blas + ", gates: " + gates + ", probe " + probe;
  }
}
