package dev.unroll.linalg;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The functions around the matrix products that need more than a plain loop.
 *
 * <pre>
 * tanh x     rational approximation, |error| ≤ 5e-7
 * σ(x)       (1 + tanh(x/2)) / 2, |error| ≤ 3e-7
 * exp x      2^n · p(x - n ln 2), relative error ≤ 3e-7 for x in [-87, 88]
 * </pre>
 *
 * <p>All implementations evaluate each function by the same operations in the same order, so they
 * agree bit for bit element by element; sums over elements differ in the last bits.
 */
public interface Kernels {

  /** Replaces each of {@code n} elements from {@code offset} on by its tanh. */
  void tanh(float[] x, int offset, int n);

  /** Replaces each of {@code n} elements from {@code offset} on by its logistic function. */
  void sigmoid(float[] x, int offset, int n);

  /** Replaces each of {@code n} elements by exp(x - shift) and returns the sum of the results. */
  float expSum(float[] x, int offset, int n, float shift);

  /** sum += x, {@code n} elements. */
  void add(float[] x, int xAt, float[] sum, int sumAt, int n);

  /** sum += factor · x. */
  void addScaled(float factor, float[] x, int xAt, float[] sum, int sumAt, int n);

  /** x = factor · x, then sum += x. */
  void scaleAndAdd(float factor, float[] x, int xAt, float[] sum, int sumAt, int n);

  /** out = x ∘ y; out may be x or y. */
  void multiply(float[] x, int xAt, float[] y, int yAt, float[] out, int at, int n);

  /** sum += x ∘ y. */
  void addProduct(float[] x, int xAt, float[] y, int yAt, float[] sum, int sumAt, int n);

  /** out = w ∘ x + y ∘ z. */
  void sumOfProducts(
      float[] w,
      int wAt,
      float[] x,
      int xAt,
      float[] y,
      int yAt,
      float[] z,
      int zAt,
      float[] out,
      int at,
      int n);

  /** out = y + gate ∘ (x - y). */
  void interpolate(
      float[] gate, int gateAt, float[] x, int xAt, float[] y, int yAt, float[] out, int at, int n);

  /** out = x ∘ y ∘ s ∘ (1 - s): back through s = σ(z). */
  void sigmoidGradient(
      float[] x, int xAt, float[] y, int yAt, float[] s, int sAt, float[] out, int at, int n);

  /** out = x ∘ y ∘ (1 - t²): back through t = tanh(z). */
  void tanhGradient(
      float[] x, int xAt, float[] y, int yAt, float[] t, int tAt, float[] out, int at, int n);

  /** sum += x ∘ y ∘ (1 - t²). */
  void addTanhGradient(
      float[] x, int xAt, float[] y, int yAt, float[] t, int tAt, float[] sum, int sumAt, int n);

  /** out = x ∘ (1 - y). */
  void multiplyComplement(float[] x, int xAt, float[] y, int yAt, float[] out, int at, int n);

  /** out = x - y. */
  void subtract(float[] x, int xAt, float[] y, int yAt, float[] out, int at, int n);

  /** Adds y into x, n elements each, and returns the largest element of the new x. */
  float addAndMax(float[] y, int yOffset, float[] x, int xOffset, int n);

  /** The sum of squares of {@code n} elements. */
  double sumOfSquares(float[] x, int offset, int n);

  /** "Vector API, 512 bits" or "plain Java". */
  String name();

  /** The fastest implementation that this JVM can run. */
  static Kernels get() {
    return Holder.KERNELS;
  }

  /** Chooses once. */
  final class Holder {
    private static final Logger LOG = LoggerFactory.getLogger(Kernels.class);
    private static final Kernels KERNELS = choose();

    private Holder() {}

    private static Kernels choose() {
      if (ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent()) {
        return new VectorKernels();
      }
      LOG.warn(
          "gate functions run as plain Java, several times slower: the module jdk.incubator.vector"
              + " is not loaded; start java with --add-modules=jdk.incubator.vector");
      return new ScalarKernels();
    }
  }
}
