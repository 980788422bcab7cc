package dev.unroll.network;

import dev.unroll.batch.Target;
import dev.unroll.linalg.Buffer;
import dev.unroll.linalg.Kernels;
import dev.unroll.parameter.Gradients;
import dev.unroll.parameter.ParameterLayout;
import dev.unroll.parameter.Slice;
import java.util.ArrayList;
import java.util.List;

/**
 * One of very many labels, in clusters by frequency (Grave, Joulin, Cissé, Grangier, Jégou 2017);
 * parameters and probabilities as PyTorch's {@code AdaptiveLogSoftmaxWithLoss}.
 *
 * <pre>
 * p = softmax(H x)          over the frequent labels and one entry for each cluster   (1)
 * q_i = softmax(O_i P_i x)  over the labels of cluster i                              (2)
 * log ŷ_y = log p_y, or log p_cluster(y) + log q_y                                    (3)
 * </pre>
 *
 * <p>The loss computes (2) only for the positions whose target lies in the cluster.
 *
 * @param labels Y
 * @param head (1)
 * @param tails (2), by rising labels
 */
record AdaptiveSoftmaxOutput(int labels, SoftmaxOutput head, List<Tail> tails) implements Output {

  /**
   * A cluster.
   *
   * @param first its first label
   * @param size number of its labels
   * @param projection P_i, (projected width, width)
   * @param output O_i, (size, projected width)
   */
  record Tail(int first, int size, Affine projection, SoftmaxOutput output) {}

  /** Scratch of an adaptive softmax; the tails follow each other in the same buffers. */
  static final class Tape extends OutputTape {
    final OutputTape tail = new OutputTape();
    final Buffer gathered = new Buffer();
    final Buffer dGathered = new Buffer();
    final Buffer projected = new Buffer();
    final Buffer dProjected = new Buffer();
    final Buffer tailFactors = new Buffer();
    final Buffer headLogProbabilities = new Buffer();
    int[] headIds = {};
    int[] positions = {};
    int[] tailIds = {};

    void atLeast(int n) {
      if (headIds.length < n) {
        headIds = new int[n];
        positions = new int[n];
        tailIds = new int[n];
      }
    }
  }

  static AdaptiveSoftmaxOutput declare(
      NetworkConfig.AdaptiveClusters clusters,
      int labels,
      int width,
      ParameterLayout.Builder layout) {
    List<Integer> cutoffs = clusters.cutoffs();
    int headRows = cutoffs.get(0) + cutoffs.size();
    Slice headWeight = layout.add("head.head.weight", headRows, width);
    Slice headBias = clusters.headBias() ? layout.add("head.head.bias", headRows) : null;
    List<Tail> tails = new ArrayList<>();
    for (int i = 0; i < cutoffs.size(); i++) {
      int first = cutoffs.get(i);
      int size = (i + 1 < cutoffs.size() ? cutoffs.get(i + 1) : labels) - first;
      int projected = (int) Math.floor(width / Math.pow(clusters.divValue(), i + 1));
      String name = "head.tail." + i;
      Slice projection = layout.add(name + ".0.weight", projected, width);
      Slice output = layout.add(name + ".1.weight", size, projected);
      tails.add(
          new Tail(
              first,
              size,
              new Affine(projection, null),
              new SoftmaxOutput(new Affine(output, null))));
    }
    SoftmaxOutput head = new SoftmaxOutput(new Affine(headWeight, headBias));
    return new AdaptiveSoftmaxOutput(labels, head, List.copyOf(tails));
  }

  @Override
  public OutputTape newTape() {
    return new Tape();
  }

  /** Labels in the head; entry {@code shortList() + i} of the head stands for cluster i. */
  private int shortList() {
    return tails.get(0).first();
  }

  @Override
  public LossSum loss(
      float[] parameters,
      OutputInput input,
      Target target,
      Training training,
      OutputTape outputTape,
      Gradients gradients,
      float[] dx,
      int dxAt) {
    Tape tape = (Tape) outputTape;
    int[] ids = ((Target.Ids) target).ids();
    float[] factors = SoftmaxOutput.factors(ids, input.n(), training, tape);
    tape.atLeast(input.n());
    for (int i = 0; i < input.n(); i++) {
      if (ids[i] >= labels) {
        throw new IllegalArgumentException(
            "target must be in [-1, %d), got %d".formatted(labels, ids[i]));
      }
      tape.headIds[i] = headId(ids[i]);
    }
    LossSum sum =
        head.crossEntropy(parameters, input, tape.headIds, factors, tape, gradients, dx, dxAt);
    for (Tail tail : tails) {
      double loss = tailLoss(parameters, input, tail, ids, factors, tape, gradients, dx, dxAt);
      sum = sum.plus(new LossSum(loss, 0, 0)); // the head has counted these positions
    }
    return sum;
  }

  private int headId(int id) {
    int headId = id;
    for (int i = 0; i < tails.size() && tails.get(i).first() <= id; i++) {
      headId = shortList() + i;
    }
    return headId;
  }

  /** The loss of (2) at the positions of one cluster; adds into the gradients and dx. */
  private double tailLoss(
      float[] parameters,
      OutputInput input,
      Tail tail,
      int[] ids,
      float[] factors,
      Tape tape,
      Gradients gradients,
      float[] dx,
      int dxAt) {
    int n = selectPositions(input.n(), tail, ids, factors, tape);
    if (n == 0) {
      return 0;
    }
    int width = input.width();
    float[] gathered = tape.gathered.atLeast(width * n);
    for (int i = 0; i < n; i++) {
      int from = input.at() + width * tape.positions[i];
      System.arraycopy(input.x(), from, gathered, width * i, width);
    }
    OutputInput x = new OutputInput(gathered, 0, width, n, null);
    OutputInput projected = project(parameters, x, tail, tape);
    float[] dProjected = tape.dProjected.atLeast(projected.width() * n);
    float[] tailFactors = factors == null ? null : tape.tailFactors.floats();
    LossSum sum =
        tail.output()
            .crossEntropy(
                parameters,
                projected,
                tape.tailIds,
                tailFactors,
                tape.tail,
                gradients,
                dProjected,
                0);
    float[] more = tape.tail.targetLogProbabilities.floats();
    for (int i = 0; i < n; i++) {
      tape.targetLogProbabilities.floats()[tape.positions[i]] += more[i]; // (3)
    }
    if (gradients != null) {
      float[] dGathered = tape.dGathered.atLeast(width * n);
      tail.projection().backward(parameters, x, dProjected, gradients, dGathered, 0);
      for (int i = 0; i < n; i++) {
        Matrices.add(dGathered, width * i, dx, dxAt + width * tape.positions[i], width);
      }
    }
    return sum.loss();
  }

  /** Lists positions, labels within the cluster, and factors of the targets of one cluster. */
  private static int selectPositions(int n, Tail tail, int[] ids, float[] factors, Tape tape) {
    float[] tailFactors = tape.tailFactors.atLeast(n);
    int count = 0;
    for (int i = 0; i < n; i++) {
      if (ids[i] >= tail.first() && ids[i] < tail.first() + tail.size()) {
        tape.positions[count] = i;
        tape.tailIds[count] = ids[i] - tail.first();
        tailFactors[count] = factors == null ? 1f : factors[i];
        count++;
      }
    }
    return count;
  }

  private static OutputInput project(float[] parameters, OutputInput x, Tail tail, Tape tape) {
    int width = tail.projection().rows();
    float[] projected = tape.projected.atLeast(width * x.n());
    tail.projection().forward(parameters, x, projected);
    return new OutputInput(projected, 0, width, x.n(), null);
  }

  @Override
  public void scores(float[] parameters, OutputInput input, OutputTape outputTape) {
    Tape tape = (Tape) outputTape;
    int n = input.n();
    int entries = shortList() + tails.size();
    float[] p = tape.headLogProbabilities.atLeast(entries * n);
    float[] all = tape.scores.atLeast(labels * n);
    head.logProbabilities(parameters, input, tape.tail, p, 0, entries); // (1)
    for (int i = 0; i < n; i++) {
      System.arraycopy(p, entries * i, all, labels * i, shortList());
    }
    for (int c = 0; c < tails.size(); c++) {
      Tail tail = tails.get(c);
      OutputInput projected = project(parameters, input, tail, tape);
      tail.output()
          .logProbabilities(parameters, projected, tape.tail, all, tail.first(), labels); // (2)
      for (int i = 0; i < n; i++) {
        float cluster = p[entries * i + shortList() + c];
        for (int k = labels * i + tail.first(); k < labels * i + tail.first() + tail.size(); k++) {
          all[k] += cluster; // (3)
        }
      }
    }
  }

  @Override
  public void probabilities(float[] parameters, OutputInput input, OutputTape tape) {
    scores(parameters, input, tape);
    Kernels.get().expSum(tape.scores.floats(), 0, labels * input.n(), 0f);
  }
}
