package dev.unroll.job.config;

import java.io.Serializable;

/**
 * The block {@code blas}: what is pinned on driver and executors.
 *
 * @param coreType OpenBLAS's kernels, "" for its own choice
 * @param l2Size its blocking in KiB, 0 for its own choice
 */
public record BlasConfig(String coreType, int l2Size) implements Serializable {

  public BlasConfig {
    Check.atLeast("blas.l2-size", l2Size, 0);
  }

  static BlasConfig from(Section blas) {
    return new BlasConfig(blas.text("core-type"), blas.integer("l2-size", 0));
  }
}
