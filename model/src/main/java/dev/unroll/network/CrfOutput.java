package dev.unroll.network;

import dev.unroll.batch.Packing;
import dev.unroll.batch.Target;
import dev.unroll.linalg.Buffer;
import dev.unroll.parameter.Gradients;
import dev.unroll.parameter.Slice;

/**
 * A sequence of labels: a linear-chain conditional random field (Lafferty, McCallum, Pereira 2001).
 *
 * <pre>
 * z_t = W x_t + b                                                           (1)
 * score(y) = start[y_1] + Σ_t z_t[y_t] + Σ_{t>1} A[y_{t-1}, y_t] + end[y_T]   (2)
 * L = log Z - score(y),  Z = Σ over all label sequences of exp score         (3)
 * dz_t = P(y_t = · | x) - e_{y_t}                                           (4)
 * dA = Σ_{t>1} P(y_{t-1} = ·, y_t = · | x) - e_{y_{t-1}} e_{y_t}ᵀ             (5)
 * dstart = dz_1,  dend = dz_T                                               (6)
 * </pre>
 *
 * <p>The log-probability of a target is that of its whole sequence; positions count one by one. The
 * sums over label sequences are {@link CrfChain}'s. Class weights do not apply.
 *
 * @param layer (1), the emissions
 * @param transitions A, (Y, Y), from label (row) to label (column)
 * @param start (Y)
 * @param end (Y)
 */
record CrfOutput(Affine layer, Slice transitions, Slice start, Slice end) implements Output {

  /** Scratch of a CRF. */
  static final class Tape extends OutputTape {
    final CrfChain chain = new CrfChain();
    final Buffer logPartitions = new Buffer();
  }

  @Override
  public OutputTape newTape() {
    return new Tape();
  }

  @Override
  public LossSum loss(
      float[] parameters,
      OutputInput input,
      Target target,
      Training training,
      OutputTape tape,
      Gradients gradients,
      float[] dx,
      int dxAt) {
    Outputs.requireNoClassWeights(training, "crf");
    int[] ids = ((Target.Ids) target).ids();
    Packing packing = input.packing();
    CrfChain chain = ((Tape) tape).chain;
    float[] logPartitions = ((Tape) tape).logPartitions.atLeast(packing.sequences());
    scores(parameters, input, tape);
    float[] z = tape.scores.floats();
    float[] logProbabilities = tape.targetLogProbabilities.atLeast(packing.sequences());
    chain.begin(parameters, this);
    double loss = 0;
    for (int b = 0; b < packing.sequences(); b++) {
      double score = score(parameters, z, packing, b, ids); // (2)
      double logPartition = chain.forward(z, packing, b);
      loss += logPartition - score; // (3)
      logPartitions[b] = (float) logPartition;
      logProbabilities[b] = (float) (score - logPartition);
      if (gradients != null) {
        chain.backward(z, packing, b);
        subtractTarget(z, packing, b, ids, gradients.values());
      }
    }
    if (gradients != null) {
      chain.addTransitions(gradients.values(), transitions.offset()); // (5)
      layer.backward(parameters, input, z, gradients, dx, dxAt);
    }
    return new LossSum(loss, packing.columns(), packing.columns());
  }

  private double score(float[] parameters, float[] z, Packing packing, int b, int[] ids) {
    int labels = layer.rows();
    int last = packing.length(b) - 1;
    int before = -1;
    double score = 0;
    for (int t = 0; t <= last; t++) {
      int column = packing.column(t, b);
      int y = ids[column];
      if (y < 0 || y >= labels) {
        throw new IllegalArgumentException(
            "each step of a crf must have a label in [0, %d), got %d".formatted(labels, y));
      }
      int into = t == 0 ? start.offset() + y : transitions.offset() + labels * before + y;
      score += (double) z[labels * column + y] + parameters[into];
      before = y;
    }
    return score + parameters[end.offset() + before];
  }

  /** Turns the marginals of one sequence into dz (4) and adds what else the target subtracts. */
  private void subtractTarget(float[] dz, Packing packing, int b, int[] ids, float[] sum) {
    int labels = layer.rows();
    for (int t = 0; t < packing.length(b); t++) {
      int column = packing.column(t, b);
      dz[labels * column + ids[column]] -= 1f; // (4)
      if (t > 0) {
        int before = ids[packing.column(t - 1, b)];
        sum[transitions.offset() + labels * before + ids[column]] -= 1f; // (5)
      }
    }
    Matrices.add(dz, labels * packing.column(0, b), sum, start.offset(), labels); // (6)
    Matrices.add(dz, labels * packing.lastColumn(b), sum, end.offset(), labels); // (6)
  }

  @Override
  public void scores(float[] parameters, OutputInput input, OutputTape tape) {
    layer.forward(parameters, input, tape.scores.atLeast(layer.rows() * input.n()));
  }

  @Override
  public void probabilities(float[] parameters, OutputInput input, OutputTape tape) {
    Packing packing = input.packing();
    CrfChain chain = ((Tape) tape).chain;
    float[] logPartitions = ((Tape) tape).logPartitions.atLeast(packing.sequences());
    scores(parameters, input, tape);
    float[] z = tape.scores.floats();
    chain.begin(parameters, this);
    for (int b = 0; b < packing.sequences(); b++) {
      logPartitions[b] = (float) chain.forward(z, packing, b);
      chain.backward(z, packing, b);
    }
  }
}
