package dev.unroll.linalg;

import dev.ludovic.netlib.blas.BLAS;
import dev.ludovic.netlib.blas.JavaBLAS;
import dev.ludovic.netlib.blas.NativeBLAS;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Single-precision matrix products, by the fastest BLAS that this JVM can load.
 *
 * <p>The library is chosen once, when {@link #get()} is first called, in this order:
 *
 * <ol>
 *   <li>the shared library that the system property {@value #PATH_PROPERTY} names;
 *   <li>the OpenBLAS that travels with Unroll (Linux on x86_64 and aarch64);
 *   <li>netlib's BLAS in Java, with a warning that says why, what it costs and how to mend it.
 * </ol>
 *
 * <p>A product runs on the calling thread only: OpenBLAS is set to one thread for the whole
 * process, so that the order of sums, and with it every bit of the result, does not depend on the
 * number of cores. Parallelism comes from many callers; all methods may be called from any thread.
 *
 * <p>The native call holds its arrays by {@code GetPrimitiveArrayCritical}: nothing is copied, but
 * up to JDK 21 G1 cannot start a collection while any thread is inside a product, and threads that
 * wait for that collection wait with it. A training step therefore allocates nothing, and a product
 * should be no larger than one step's.
 */
public final class Blas {
  /** System property that names a BLAS library (a file) to use instead of the embedded one. */
  public static final String PATH_PROPERTY = "unroll.blas.path";

  private static final Logger log = LoggerFactory.getLogger(Blas.class);

  private static final String NETLIB_PATH_PROPERTY = "dev.ludovic.netlib.blas.nativeLibPath";
  private static final String EMBEDDED_FILE = "libopenblas_nolapack.so.0";

  /**
   * Variables by which a user overrides what OpenBLAS would choose for this CPU. One that is set
   * but empty counts: OpenBLAS then chooses by other rules than where it is unset.
   */
  private static final List<String> FORCING_VARIABLES =
      List.of("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE");

  /**
   * OpenBLAS's CPU types: the library exports a table of kernels named after each it was built for.
   */
  private static final List<String> CORE_TYPES =
      List.of(
          ("PRESCOTT CORE2 PENRYN DUNNINGTON ATOM NANO NEHALEM SANDYBRIDGE HASWELL SKYLAKEX"
                  + " COOPERLAKE SAPPHIRERAPIDS OPTERON OPTERON_SSE3 BARCELONA BOBCAT BULLDOZER"
                  + " PILEDRIVER STEAMROLLER EXCAVATOR ZEN ARMV8 ARMV8SVE ARMV9SME CORTEXA53"
                  + " CORTEXA55 CORTEXA57 CORTEXA72 CORTEXA73 FALKOR THUNDERX THUNDERX2T99"
                  + " THUNDERX3T110 TSV110 EMAG8180 NEOVERSEN1 NEOVERSEN2 NEOVERSEV1 A64FX"
                  + " VORTEXM4")
              .split(" "));

  private final BLAS netlib;
  private final String implementation;
  private final String kernel;
  private final List<String> forcedBy;
  private final LongAdder productNanos = new LongAdder();

  private Blas(BLAS netlib, String implementation, String kernel, List<String> forcedBy) {
    this.netlib = netlib;
    this.implementation = implementation;
    this.kernel = kernel;
    this.forcedBy = forcedBy;
  }

  /** The BLAS of this JVM; the first call loads it. */
  public static Blas get() {
    return Holder.INSTANCE;
  }

  private static final class Holder {
    private static final Blas INSTANCE = load();
  }

  /**
   * Netlib's portable implementation, whatever {@link #get()} has loaded: the tests' second
   * opinion.
   */
  static Blas java() {
    BLAS java = quietly(JavaBLAS::getInstance);
    return new Blas(java, "netlib " + java.getClass().getSimpleName(), "none", List.of());
  }

  /**
   * C := alpha · op(A) · op(B) + beta · C, all column-major, where op(X) is X or its transpose.
   *
   * <p>Overwrites C where beta is 0, whatever C held, NaN included. Offsets count floats.
   *
   * @param m rows of op(A) and C; nothing happens if it is 0
   * @param n columns of op(B) and C; nothing happens if it is 0
   * @param k columns of op(A) and rows of op(B); if it is 0, C is scaled by beta
   * @param lda distance between two columns of A as stored, at least its rows; ldb, ldc likewise
   * @throws IllegalArgumentException if a leading dimension is smaller than its matrix has rows
   * @throws IndexOutOfBoundsException if a matrix reaches beyond its array
   */
  public void gemm(
      boolean transA,
      boolean transB,
      int m,
      int n,
      int k,
      float alpha,
      float[] a,
      int aOffset,
      int lda,
      float[] b,
      int bOffset,
      int ldb,
      float beta,
      float[] c,
      int cOffset,
      int ldc) {
    if (m == 0 || n == 0) {
      return;
    }
    if (k == 0) {
      scale(m, n, beta, c, cOffset, ldc);
      return;
    }
    long start = System.nanoTime();
    netlib.sgemm(
        transA ? "T" : "N",
        transB ? "T" : "N",
        m,
        n,
        k,
        alpha,
        a,
        aOffset,
        lda,
        b,
        bOffset,
        ldb,
        beta,
        c,
        cOffset,
        ldc);
    productNanos.add(System.nanoTime() - start);
  }

  /**
   * Time that all threads together have spent in products since the library was loaded, those of
   * {@link PackedMatrix} and {@link OuterProduct} included.
   */
  public long productNanos() {
    return productNanos.sum();
  }

  /** Counts a product that did not come through {@link #gemm}. */
  void countProduct(long nanos) {
    productNanos.add(nanos);
  }

  private static void scale(int m, int n, float beta, float[] c, int cOffset, int ldc) {
    for (int j = 0; j < n; j++) {
      int column = cOffset + j * ldc;
      for (int i = column; i < column + m; i++) {
        c[i] = beta == 0 ? 0 : beta * c[i];
      }
    }
  }

  /** What was loaded: a name and, for a native library, its file. */
  public String implementation() {
    return implementation;
  }

  /** The CPU type whose kernels OpenBLAS runs, as {@code OPENBLAS_CORETYPE} spells it. */
  public String kernel() {
    return kernel;
  }

  /**
   * Environment variables, each {@code NAME=value}, that override OpenBLAS's own choice of kernel.
   */
  public List<String> forcedBy() {
    return forcedBy;
  }

  /** One line for the log: implementation, kernel, and what forces it. */
  public String describe() {
    String forced = forcedBy.isEmpty() ? "" : ", forced by " + String.join(" ", forcedBy);
    return "BLAS: " + implementation + ", kernel " + kernel + forced;
  }

  /**
   * A hash over the bits of some products of fixed pseudo-random matrices, of a training step's
   * shapes and transposes.
   *
   * <p>Two processes with the same value can be expected to compute the same bits for a step; two
   * with different values cannot.
   */
  public long probe() {
    long hash = 0;
    for (int[] shape : PROBE_SHAPES) {
      int m = shape[0];
      int n = shape[1];
      int k = shape[2];
      float[] a = probeMatrix(m * k, 2 * hash + 1);
      float[] b = probeMatrix(k * n, 2 * hash + 2);
      float[] c = new float[m * n];
      for (int variant = 0; variant < 3; variant++) {
        boolean transA = variant == 1;
        boolean transB = variant == 2;
        gemm(transA, transB, m, n, k, 1, a, 0, transA ? k : m, b, 0, transB ? n : k, 0, c, 0, m);
        for (float value : c) {
          hash = mix(hash ^ Float.floatToRawIntBits(value));
        }
      }
    }
    return hash;
  }

  private static final int[][] PROBE_SHAPES = {
    {2048, 64, 512}, {512, 512, 128}, {65, 256, 512}, {800, 20, 200}, {129, 48, 8192}, {37, 3, 129},
  };

  private static float[] probeMatrix(int size, long seed) {
    float[] matrix = new float[size];
    for (int i = 0; i < size; i++) {
      matrix[i] = (mix(seed + i * 0x9E3779B97F4A7C15L) >> 40) * 0x1p-23f;
    }
    return matrix;
  }

  /** The finalizer of splitmix64. */
  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /*
   * Loading. netlib opens the library that its property names when its native class is initialized,
   * once in the life of a JVM, and hides why that failed. So each step first opens the library by
   * JavaCPP, which tells the reason, and netlib is touched only when that has worked. Both opened
   * the same file, hence the same copy in memory: its thread count and kernel can be set and read.
   */

  private static Blas load() {
    List<String> reasons = new ArrayList<>();
    Blas blas = explicit(reasons).or(() -> embedded(reasons)).orElseGet(Blas::java);
    if (blas.netlib instanceof JavaBLAS) {
      reasons.add(
          "Without a native BLAS training and scoring are several times slower"
              + (blas.implementation.endsWith("VectorBLAS")
                  ? "."
                  : "; --add-modules=jdk.incubator.vector on the JVM's command line helps a little."));
    }
    if (!reasons.isEmpty()) {
      log.warn("{}. {}", blas.describe(), String.join(" ", reasons));
    }
    return blas;
  }

  private static Optional<Blas> explicit(List<String> reasons) {
    String path = System.getProperty(PATH_PROPERTY, "");
    if (path.isEmpty()) {
      return Optional.empty();
    }
    try {
      Path library = Path.of(path).toRealPath();
      Loader.load(org.bytedeco.javacpp.presets.javacpp.class);
      Loader.loadGlobal(library.toString());
      if (Loader.addressof("sgemm_") == null) {
        throw new UnsatisfiedLinkError("it has no sgemm_");
      }
      return bind(library, "library", reasons);
    } catch (IOException | LinkageError | RuntimeException e) {
      reasons.add(
          PATH_PROPERTY
              + " must name a BLAS library for this platform, got "
              + path
              + " ("
              + rootCause(e)
              + ").");
      return Optional.empty();
    }
  }

  private static Optional<Blas> embedded(List<String> reasons) {
    try {
      Path glue = Path.of(Loader.load(openblas_nolapack.class));
      Path library = glue.resolveSibling(EMBEDDED_FILE).toRealPath();
      return bind(library, "embedded OpenBLAS", reasons);
    } catch (IOException | LinkageError | RuntimeException e) {
      reasons.add(
          "The embedded OpenBLAS could not be loaded ("
              + rootCause(e)
              + "); it needs Linux with glibc on x86_64 or aarch64 and a folder that is writable and"
              + " not mounted noexec: name one by -Dorg.bytedeco.javacpp.cachedir, or an OpenBLAS of"
              + " this system by -D"
              + PATH_PROPERTY
              + ".");
      return Optional.empty();
    }
  }

  private static Optional<Blas> bind(Path library, String name, List<String> reasons) {
    String wanted = library.toString();
    boolean boundBefore = netlibIsMapped();
    String previous = System.getProperty(NETLIB_PATH_PROPERTY, "a libblas.so.3 of this system");
    if (!boundBefore) {
      System.setProperty(NETLIB_PATH_PROPERTY, wanted);
    }
    BLAS netlib;
    try {
      Class.forName("dev.ludovic.netlib.blas.JNIBLAS");
      netlib = quietly(NativeBLAS::getInstance);
    } catch (ClassNotFoundException | LinkageError | RuntimeException e) {
      reasons.add(
          "netlib could not bind "
              + wanted
              + " ("
              + rootCause(e)
              + "); it needs a folder that is writable and not mounted noexec: name one by"
              + " -Djava.io.tmpdir.");
      return Optional.empty();
    }
    if (boundBefore && !wanted.equals(previous)) {
      reasons.add(
          "Other code in this JVM bound netlib to "
              + previous
              + " before Unroll asked for "
              + wanted
              + ": its speed, kernel and threads are unknown; set -D"
              + NETLIB_PATH_PROPERTY
              + " to the wanted file.");
      return Optional.of(new Blas(netlib, "netlib over " + previous, "unknown", List.of()));
    }
    limitToOneThread(reasons);
    return Optional.of(new Blas(netlib, name + " " + wanted, coreType(), forcing(System.getenv())));
  }

  private static Throwable rootCause(Throwable e) {
    return e.getCause() == null ? e : rootCause(e.getCause());
  }

  /** Whether netlib's native half is already in this process, put there by other code. */
  private static boolean netlibIsMapped() {
    Path maps = Path.of("/proc/self/maps");
    if (!Files.isReadable(maps)) {
      return false;
    }
    try (Stream<String> lines = Files.lines(maps)) {
      return lines.anyMatch(line -> line.contains("libnetlibblasjni"));
    } catch (IOException e) {
      return false;
    }
  }

  private static void limitToOneThread(List<String> reasons) {
    try {
      openblas_nolapack.blas_set_num_threads(1);
    } catch (LinkageError e) {
      if (!"1".equals(System.getenv("OPENBLAS_NUM_THREADS"))) {
        reasons.add(
            "The number of BLAS threads could not be set ("
                + e
                + "); set OPENBLAS_NUM_THREADS=1 in the environment of driver and executors.");
      }
    }
  }

  /** The entry of {@link #CORE_TYPES} whose kernel table OpenBLAS's {@code gotoblas} points to. */
  private static String coreType() {
    Pointer chosen = Loader.addressof("gotoblas");
    if (chosen == null) {
      return "of the library's build (no choice by CPU)";
    }
    long table = new LongPointer(chosen).get(0);
    for (String type : CORE_TYPES) {
      Pointer candidate = Loader.addressof("gotoblas_" + type);
      if (candidate != null && candidate.address() == table) {
        return type;
      }
    }
    return "unknown";
  }

  static List<String> forcing(Map<String, String> environment) {
    return FORCING_VARIABLES.stream()
        .filter(environment::containsKey)
        .map(name -> name + "=" + environment.get(name))
        .toList();
  }

  /** Keeps netlib's own warnings, which name no reason, off the console. */
  private static BLAS quietly(java.util.function.Supplier<? extends BLAS> supplier) {
    java.util.logging.Logger netlibLog =
        java.util.logging.Logger.getLogger("dev.ludovic.netlib.blas.InstanceBuilder");
    Level before = netlibLog.getLevel();
    netlibLog.setLevel(Level.OFF);
    try {
      return Objects.requireNonNull(supplier.get());
    } finally {
      netlibLog.setLevel(before);
    }
  }
}
