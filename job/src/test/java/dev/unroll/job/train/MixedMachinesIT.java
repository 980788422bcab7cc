package dev.unroll.job.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.job.config.BlasConfig;
import dev.unroll.job.config.EffectiveConfig;
import dev.unroll.linalg.Blas;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cluster on which one worker computes as an older CPU would. */
class MixedMachinesIT {
  private static final String DIFFERENCE = "the same product has 2 different results";

  @TempDir Path folder;

  @Test
  void train_workersOfTwoKinds_differenceIsNamedAndEndedByACoreType() throws Exception {
    String older = olderCoreType();
    Map<String, String> olderCpu =
        Map.of("OPENBLAS_CORETYPE", older, "JAVA_TOOL_OPTIONS", "-XX:UseAVX=2");
    Recipes recipes = new Recipes(folder);
    String core = "blas.core-type=" + older;
    String l2 = "blas.l2-size=512";
    EffectiveConfig mixed = recipes.config(Recipes.EVERYWHERE, "mixed");
    EffectiveConfig pinned = recipes.config(Recipes.EVERYWHERE, "pinned", core, l2);
    EffectiveConfig uniform = recipes.config(Recipes.EVERYWHERE, "uniform", core, l2);
    try (Cluster cluster = new Cluster(folder, Map.of(), List.of(Map.of(), olderCpu))) {
      assertTrue(train(mixed, cluster.properties(2)).contains(DIFFERENCE));
      assertFalse(train(pinned, cluster.properties(2)).contains(DIFFERENCE));
    }
    Map<String, String> alone = new HashMap<>(Cluster.ALONE);
    alone.put("spark.master", "local[2]");
    train(uniform, alone);
    String pin = ", `blas.core-type = " + older + "`";
    byte[] model = recipes.model("uniform");
    SameBytes.assertSame(model, model, "`local[2]`" + pin, "rpc", "");
    SameBytes.assertSame(
        model, recipes.model("pinned"), "2 executors, CPUs of two types" + pin, "rpc", "");
    assertFalse(
        Arrays.equals(recipes.model("mixed"), recipes.model("pinned")),
        "kernels make a difference");
  }

  /** A core type that this CPU can run, but would not choose. */
  private static String olderCoreType() {
    if (System.getProperty("os.arch").equals("aarch64")) {
      return "ARMV8";
    }
    // Zen multiplies with Haswell's kernels.
    return Set.of("HASWELL", "ZEN").contains(Blas.get().kernel()) ? "Sandybridge" : "Haswell";
  }

  /** Trains with a driver that was started as the launcher starts it; returns its log. */
  private String train(EffectiveConfig config, Map<String, String> properties) throws Exception {
    BlasConfig blas = config.values().blas();
    Map<String, String> environment = new HashMap<>(blas.environment());
    environment.put("JAVA_TOOL_OPTIONS", blas.vectorOption());
    try (TrainProcess train = new TrainProcess(folder, config, false, properties, environment)) {
      assertEquals(0, train.status(), train::log);
      return train.log();
    }
  }
}
