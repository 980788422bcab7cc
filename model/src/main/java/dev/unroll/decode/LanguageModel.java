package dev.unroll.decode;

import dev.unroll.batch.Batcher;
import dev.unroll.batch.Example;
import dev.unroll.batch.Packing;
import dev.unroll.batch.SequenceBatch;
import dev.unroll.io.Model;
import dev.unroll.io.Task;
import dev.unroll.io.TextConfig;
import dev.unroll.linalg.Kernels;
import dev.unroll.network.NetworkConfig;
import dev.unroll.network.NetworkConfig.OutputKind;
import dev.unroll.network.NetworkConfig.Pooling;
import dev.unroll.network.SequenceNetwork;
import dev.unroll.network.Workspace;
import dev.unroll.network.Workspaces;
import dev.unroll.text.Vocabulary;
import java.util.Arrays;
import java.util.List;

/**
 * Reads symbol by symbol and says how probable each next symbol is.
 *
 * <pre>{@code
 * Model model = ModelDirectory.read(Path.of("runs/word-lm/model"));
 * LanguageModel languageModel = LanguageModel.of(model);
 * State state = languageModel.start();
 * for (int symbol : model.encode("the pear is fresh .")) {
 *   sum += state.logProbability(symbol);
 *   state = languageModel.next(state, symbol);
 * }
 * }</pre>
 *
 * <p>What has been read is in a {@link State}, which never changes. Any number of threads may use
 * it.
 */
public final class LanguageModel {
  private static final Packing ONE_STEP = Packing.uniform(1, 1);

  private final SequenceNetwork network;
  private final float[] parameters;
  private final int first;
  private final int eos;
  private final float[] noVector;
  private final Workspaces workspaces;

  /**
   * A model with these parameters, which must not change while it is used.
   *
   * @param first what the model reads before the first symbol: {@link Batcher#ZERO} or a symbol
   * @param eos the symbol that ends a sequence
   * @throws IllegalArgumentException if the network does not predict a symbol at each step, or
   *     reads a sequence backwards
   */
  public LanguageModel(SequenceNetwork network, float[] parameters, int first, int eos) {
    NetworkConfig config = network.config();
    boolean predicts =
        config.output() == OutputKind.SOFTMAX || config.output() == OutputKind.ADAPTIVE_SOFTMAX;
    if (!predicts || config.pooling() != Pooling.NONE || config.bidirectional()) {
      throw new IllegalArgumentException(
          "a language model must run forward and have a softmax at every step, got " + config);
    }
    this.network = network;
    this.parameters = parameters;
    this.first = first;
    this.eos = eos;
    this.noVector = new float[config.featureSize()];
    this.workspaces = new Workspaces(network);
  }

  /**
   * A language model or generator with the weights of a model, which are not copied. A generator
   * begins at {@link #start(int, float[])} with what it was trained to start from.
   *
   * @throws IllegalArgumentException if the model is for another task
   */
  public static LanguageModel of(Model model) {
    Requirements.task(model, Task.LANGUAGE_MODEL, Task.GENERATOR);
    boolean fromEnd = model.text().start() == TextConfig.Start.EOS;
    return new LanguageModel(
        (SequenceNetwork) model.network(),
        model.parameters(),
        fromEnd ? Vocabulary.EOS : Batcher.ZERO,
        Vocabulary.EOS);
  }

  /** What the model has read so far, and what it expects next. */
  public static final class State {
    private final float[] recurrent;
    private final float[] logProbabilities;

    private State(float[] recurrent, float[] logProbabilities) {
      this.recurrent = recurrent;
      this.logProbabilities = logProbabilities;
    }

    /** The log-probability, in nats, that the next symbol is this one. */
    public double logProbability(int symbol) {
      return logProbabilities[symbol];
    }

    /** The log-probabilities of all next symbols, in nats; a copy. */
    public float[] logProbabilities() {
      return logProbabilities.clone();
    }
  }

  /** The symbol that ends a sequence. */
  public int eos() {
    return eos;
  }

  /** The state before the first symbol. */
  public State start() {
    return start(first);
  }

  /** The state before the first symbol, after reading another first input, such as a class. */
  public State start(int first) {
    return start(first, new float[0]);
  }

  /**
   * The state before the first symbol of a sequence that starts from a vector.
   *
   * @param first what is read beside it: {@link Batcher#ZERO} or a class
   * @param vector as wide as the network's dense input
   */
  public State start(int first, float[] vector) {
    if (vector.length != network.config().featureSize()) {
      throw new IllegalArgumentException(
          "the vector to start from must hold %d numbers, got %d"
              .formatted(network.config().featureSize(), vector.length));
    }
    return workspaces.with(workspace -> read(first, vector, null, workspace));
  }

  /** The state after one more symbol. */
  public State next(State state, int symbol) {
    return workspaces.with(workspace -> read(symbol, noVector, state.recurrent, workspace));
  }

  private State read(int symbol, float[] vector, float[] recurrent, Workspace workspace) {
    SequenceBatch step =
        new SequenceBatch(ONE_STEP, new long[1], new int[] {symbol}, vector, null, recurrent, null);
    int n = network.config().outputSize();
    float[] scores = Arrays.copyOf(network.scores(parameters, step, workspace), n);
    float max = Float.NEGATIVE_INFINITY;
    for (float score : scores) {
      max = Math.max(max, score);
    }
    double logSum = max + Math.log(Kernels.get().expSum(scores.clone(), 0, n, max));
    for (int y = 0; y < n; y++) {
      scores[y] = (float) (scores[y] - logSum);
    }
    float[] after = Arrays.copyOf(network.finalState(workspace), network.stateSize());
    return new State(after, scores);
  }

  /**
   * The log-probability of each symbol of a sequence after those before it, and at last of the end,
   * in nats.
   */
  public float[] logProbabilities(int[] symbols) {
    SequenceBatch batch = Batcher.languageModel(List.of(Example.of(0, symbols)), first, eos);
    return workspaces.with(
        workspace -> {
          network.loss(parameters, batch, workspace);
          return Arrays.copyOf(network.targetLogProbabilities(workspace), symbols.length + 1);
        });
  }

  /** The log-probability of a whole sequence, its end included, in nats. */
  public double logProbability(int[] symbols) {
    double sum = 0;
    for (float logProbability : logProbabilities(symbols)) {
      sum += logProbability;
    }
    return sum;
  }
}
