package dev.unroll.decode;

import dev.unroll.batch.SequenceBatch;
import dev.unroll.linalg.Kernels;
import dev.unroll.network.EncoderDecoder;
import dev.unroll.network.Workspace;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * Writes with an {@link EncoderDecoder}, by beam search; a beam of width 1 is greedy search.
 *
 * <p>At every position the best extensions of all live hypotheses of a source are kept, by the sum
 * of log-probabilities. Those that end leave the beam, which may so become narrower; the search
 * stops when it is empty or at the length limit, where what is live counts as not ended. The live
 * hypotheses of all sources are the columns of one step of the decoder.
 *
 * <p>Immutable; the workspace belongs to one thread.
 */
public final class BeamSearch {
  private final EncoderDecoder network;
  private final float[] parameters;
  private final int eos;

  /**
   * A translator with these parameters, which are not copied.
   *
   * @param eos the target symbol that ends a translation
   */
  public BeamSearch(EncoderDecoder network, float[] parameters, int eos) {
    this.network = network;
    this.parameters = parameters;
    this.eos = eos;
  }

  /**
   * The end of a hypothesis; the symbols before it are its parents'.
   *
   * @param column where the parent was in the step that wrote this symbol
   */
  private record Node(
      Node parent,
      int source,
      int column,
      int token,
      int length,
      double logProbability,
      float[] attention) {

    static Node root(int source) {
      return new Node(null, source, 0, -1, 0, 0, null);
    }
  }

  /**
   * Translates sources.
   *
   * @return for each source, in the order of the batch, the best hypotheses by falling score: as
   *     many as the beam is wide, or all that were found
   */
  public List<List<Hypothesis>> translate(
      SequenceBatch sources, BeamOptions options, Workspace workspace) {
    network.encode(parameters, sources, workspace);
    List<List<Node>> done = new ArrayList<>();
    List<Node> live = new ArrayList<>();
    for (int source = 0; source < sources.size(); source++) {
      done.add(new ArrayList<>());
      live.add(Node.root(source));
    }
    float[] state = network.startState(each(live, Node::source), workspace);
    for (int position = 0; position < options.maxLength() && !live.isEmpty(); position++) {
      int[] symbols = each(live, Node::token);
      int[] sourceOf = each(live, Node::source);
      float[] scores = network.step(parameters, symbols, sourceOf, state, workspace);
      List<Node> next = new ArrayList<>();
      for (Node node : extend(live, scores, options, workspace)) {
        if (node.token() == eos) {
          done.get(node.source()).add(node);
        } else {
          next.add(node);
        }
      }
      float[] after = network.decoderState(workspace);
      state = network.selectState(after, live.size(), each(next, Node::column));
      live = next;
    }
    live.forEach(node -> done.get(node.source()).add(node));
    return done.stream().map(nodes -> best(nodes, options)).toList();
  }

  /** The best extensions of the live hypotheses of each source. */
  private List<Node> extend(
      List<Node> live, float[] scores, BeamOptions options, Workspace workspace) {
    int symbols = network.config().targetVocabularySize();
    List<Node> extended = new ArrayList<>();
    float[] scratch = new float[symbols];
    for (int column = 0; column < live.size(); ) {
      int source = live.get(column).source();
      Extensions best = new Extensions(options.width());
      for (; column < live.size() && live.get(column).source() == source; column++) {
        best.addAll(scores, symbols, column, live.get(column).logProbability(), scratch);
      }
      for (int i = 0; i < best.count; i++) {
        int from = best.columns[i];
        float[] attention =
            options.wantsAttention() ? network.attentionWeights(workspace, from) : null;
        Node parent = live.get(from);
        int length = parent.length() + 1;
        extended.add(
            new Node(parent, source, from, best.tokens[i], length, best.sums[i], attention));
      }
    }
    return extended;
  }

  private static int[] each(List<Node> nodes, ToIntFunction<Node> value) {
    return nodes.stream().mapToInt(value).toArray();
  }

  private List<Hypothesis> best(List<Node> nodes, BeamOptions options) {
    return nodes.stream()
        .map(node -> hypothesis(node, options))
        .sorted(Comparator.comparingDouble(Hypothesis::score).reversed())
        .limit(options.width())
        .toList();
  }

  private Hypothesis hypothesis(Node node, BeamOptions options) {
    int[] tokens = new int[node.length()];
    float[][] attention = options.wantsAttention() ? new float[tokens.length][] : null;
    for (Node n = node; n.parent() != null; n = n.parent()) {
      tokens[n.length() - 1] = n.token();
      if (attention != null) {
        attention[n.length() - 1] = n.attention();
      }
    }
    double score = node.logProbability() / Math.pow(tokens.length, options.lengthPenalty());
    return new Hypothesis(tokens, node.logProbability(), score, node.token() == eos, attention);
  }

  /** The best extensions of the hypotheses of one source, the best first, the earlier of equals. */
  private static final class Extensions {
    private final double[] sums;
    private final int[] columns;
    private final int[] tokens;
    private int count;

    Extensions(int width) {
      sums = new double[width];
      columns = new int[width];
      tokens = new int[width];
    }

    /** Offers all extensions of a hypothesis, whose scores are a column of (Y, k). */
    void addAll(float[] scores, int symbols, int column, double before, float[] scratch) {
      int at = symbols * column;
      float max = Float.NEGATIVE_INFINITY;
      for (int y = 0; y < symbols; y++) {
        max = Math.max(max, scores[at + y]);
      }
      System.arraycopy(scores, at, scratch, 0, symbols);
      double logSum = max + Math.log(Kernels.get().expSum(scratch, 0, symbols, max));
      for (int y = 0; y < symbols; y++) {
        double sum = before + (scores[at + y] - logSum);
        if (count < sums.length || sum > sums[count - 1]) {
          insert(sum, column, y);
        }
      }
    }

    private void insert(double sum, int column, int token) {
      int i = count < sums.length ? count++ : count - 1;
      for (; i > 0 && sum > sums[i - 1]; i--) {
        sums[i] = sums[i - 1];
        columns[i] = columns[i - 1];
        tokens[i] = tokens[i - 1];
      }
      sums[i] = sum;
      columns[i] = column;
      tokens[i] = token;
    }
  }
}
