package dev.unroll.decode;

import dev.unroll.batch.SequenceBatch;
import dev.unroll.network.NetworkConfig.OutputKind;
import dev.unroll.network.NetworkConfig.Pooling;
import dev.unroll.network.SequenceNetwork;
import dev.unroll.network.Workspace;

/**
 * The most probable labels of sequences: of a CRF the best path, of a softmax the best label at
 * each position, of a single sigmoid 1 where the answer is more likely yes.
 *
 * <p>Immutable; the workspace belongs to one thread.
 */
public final class TagDecoder {
  private final SequenceNetwork network;
  private final float[] parameters;
  private final Viterbi viterbi;

  /**
   * A decoder with these parameters, which must not change while it is used.
   *
   * @throws IllegalArgumentException if the outputs of the network are not labels
   */
  public TagDecoder(SequenceNetwork network, float[] parameters) {
    OutputKind output = network.config().output();
    boolean several = output == OutputKind.SIGMOID && network.config().outputSize() > 1;
    if (output == OutputKind.LINEAR || several) {
      throw new IllegalArgumentException(
          "a tagger must have softmax, crf or one sigmoid output, got %s of %d"
              .formatted(output, network.config().outputSize()));
    }
    this.network = network;
    this.parameters = parameters;
    this.viterbi = output == OutputKind.CRF ? new Viterbi(network.layout(), parameters) : null;
  }

  /** The label of each column of the packing, or with pooling of each sequence. */
  public int[] labels(SequenceBatch batch, Workspace workspace) {
    float[] scores = network.scores(parameters, batch, workspace);
    int outputs = network.config().outputSize();
    boolean pools = network.config().pooling() != Pooling.NONE;
    int[] labels = new int[pools ? batch.size() : batch.packing().columns()];
    if (viterbi != null) {
      for (int b = 0; b < batch.size(); b++) {
        viterbi.path(scores, batch.packing(), b, labels);
      }
      return labels;
    }
    boolean yesOrNo = network.config().output() == OutputKind.SIGMOID;
    for (int i = 0; i < labels.length; i++) {
      labels[i] = yesOrNo ? (scores[i] > 0 ? 1 : 0) : argmax(scores, outputs * i, outputs);
    }
    return labels;
  }

  private static int argmax(float[] x, int at, int n) {
    int best = 0;
    for (int i = 1; i < n; i++) {
      if (x[at + i] > x[at + best]) {
        best = i;
      }
    }
    return best;
  }
}
