package dev.unroll.job.config;

import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The block {@code blas}: what is pinned on driver and executors.
 *
 * @param coreType OpenBLAS's kernels, "" for its own choice
 * @param l2Size its blocking in KiB, 0 for its own choice
 */
public record BlasConfig(String coreType, int l2Size) implements Serializable {
  private static final List<String> WITH_AVX_512 =
      List.of("SKYLAKEX", "COOPERLAKE", "SAPPHIRERAPIDS");

  public BlasConfig {
    Check.atLeast("blas.l2-size", l2Size, 0);
  }

  static BlasConfig from(Section blas) {
    return new BlasConfig(blas.text("core-type"), blas.integer("l2-size", 0));
  }

  /** The environment variables that tell OpenBLAS, which reads them when it is loaded. */
  public Map<String, String> environment() {
    Map<String, String> variables = new LinkedHashMap<>();
    if (!coreType.isEmpty()) {
      variables.put("OPENBLAS_CORETYPE", coreType);
    }
    if (l2Size > 0) {
      variables.put("OPENBLAS_L2_SIZE", "" + l2Size);
    }
    return variables;
  }

  /**
   * The JVM option that keeps our own vector loops to the width of the pinned kernels, "" where it
   * takes none: sums over vectors of another width differ in their last bits.
   */
  public String vectorOption() {
    boolean narrow =
        !coreType.isEmpty() && !WITH_AVX_512.contains(coreType.toUpperCase(Locale.ROOT));
    return narrow ? "-XX:UseAVX=2" : "";
  }
}
