package dev.unroll.control;

/**
 * Luong's attention (2015), general form, over the whole source; h is the decoder's output, h̄_s
 * the encoder's.
 *
 * <pre>
 * e_s = hᵀ W_a h̄_s                   (1)
 * α = softmax(e)                      (2)
 * κ = Σ_s α_s h̄_s                    (3)  the context
 * v = tanh(W_c [κ ; h])               (4)  the attentional vector
 * </pre>
 */
final class ControlAttention {

  /** One step of the decoder and what its backward pass needs. */
  record Step(double[] h, double[] weights, double[] context, double[] attentional) {}

  private final Rows weight;
  private final Rows combine;

  ControlAttention(ControlParameters parameters) {
    this.weight = parameters.rows("attention.weight");
    this.combine = parameters.rows("attention.combine.weight");
  }

  Step forward(double[] h, double[][] source) {
    double[] e = new double[source.length];
    for (int s = 0; s < e.length; s++) {
      double[] projected = weight.times(source[s]);
      for (int i = 0; i < h.length; i++) {
        e[s] += h[i] * projected[i]; // (1)
      }
    }
    double[] alpha = Vectors.softmax(e); // (2)
    double[] context = new double[h.length];
    for (int s = 0; s < e.length; s++) {
      for (int i = 0; i < h.length; i++) {
        context[i] += alpha[s] * source[s][i]; // (3)
      }
    }
    double[] attentional =
        Vectors.map(combine.times(Vectors.concat(context, h)), Math::tanh); // (4)
    return new Step(h, alpha, context, attentional);
  }

  /*
   * From (4): [dκ ; dh] = W_cᵀ (dv ∘ (1 - v²)).
   * From (3): dα_s = dκᵀ h̄_s, dh̄_s = α_s dκ + …
   * From (2): de_s = α_s (dα_s - Σ_r α_r dα_r).
   * From (1): dW_a += de_s h h̄_sᵀ, dh += de_s W_a h̄_s, dh̄_s += W_aᵀ (de_s h).
   */

  /**
   * Adds the parameters' gradients, those of the source into {@code dSource}, and returns that of
   * h.
   */
  double[] backward(Step step, double[] dAttentional, double[][] source, double[][] dSource) {
    int nA = step.h().length;
    double[] dz = new double[nA];
    for (int i = 0; i < nA; i++) {
      double v = step.attentional()[i];
      dz[i] = dAttentional[i] * (1 - v * v); // (4)
    }
    double[] dConcat = combine.backward(dz, Vectors.concat(step.context(), step.h()));
    double[] dH = new double[nA];
    System.arraycopy(dConcat, nA, dH, 0, nA);
    double[] dAlpha = new double[source.length];
    double mean = 0;
    for (int s = 0; s < source.length; s++) {
      for (int i = 0; i < nA; i++) {
        dAlpha[s] += dConcat[i] * source[s][i]; // (3)
        dSource[s][i] += step.weights()[s] * dConcat[i]; // (3)
      }
      mean += step.weights()[s] * dAlpha[s];
    }
    for (int s = 0; s < source.length; s++) {
      double dE = step.weights()[s] * (dAlpha[s] - mean); // (2)
      double[] projected = weight.times(source[s]);
      double[] dProjected = Vectors.map(step.h(), v -> dE * v); // (1)
      for (int i = 0; i < nA; i++) {
        dH[i] += dE * projected[i]; // (1)
      }
      Vectors.addInto(dSource[s], weight.backward(dProjected, source[s]));
    }
    return dH;
  }
}
