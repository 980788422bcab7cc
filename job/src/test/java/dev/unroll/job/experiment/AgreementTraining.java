package dev.unroll.job.experiment;

import dev.unroll.batch.Batcher;
import dev.unroll.batch.Example;
import dev.unroll.batch.SequenceBatch;
import dev.unroll.batch.Target;
import dev.unroll.network.CellKind;
import dev.unroll.network.Initialization;
import dev.unroll.network.LossSum;
import dev.unroll.network.NetworkConfig;
import dev.unroll.network.SequenceNetwork;
import dev.unroll.network.Training;
import dev.unroll.network.Workspace;
import dev.unroll.parameter.Gradients;
import dev.unroll.train.GradientClipping;
import dev.unroll.train.Optimizer;
import dev.unroll.train.OptimizerConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Trains one small classifier on the agreement task, without Spark. */
final class AgreementTraining {
  static final int HIDDEN = 32;
  static final int EMBEDDING = 16;
  static final int BATCH = 32;

  /** The loss at the end of a training is the mean over so many steps. */
  static final int LAST_STEPS = 50;

  private static final int TEST_BATCH = 100;

  /** As {@code train} begins where a configuration says nothing. */
  private static final Initialization INITIALIZATION =
      new Initialization(Initialization.Kind.DEFAULT, 0, 1);

  /**
   * A recipe.
   *
   * @param clip bound of the gradient's norm, infinite for none
   */
  record Recipe(
      CellKind cell, int steps, OptimizerConfig optimizer, double learningRate, double clip) {}

  private final SequenceNetwork network;
  private final Workspace workspace;
  private final float[] parameters;
  private double lastLoss;

  private AgreementTraining(SequenceNetwork network, float[] parameters) {
    this.network = network;
    this.workspace = network.newWorkspace();
    this.parameters = parameters;
  }

  /** Trains on batches of each distance in turn. */
  static AgreementTraining run(AgreementCorpus corpus, Recipe recipe, long seed) {
    SequenceNetwork network = new SequenceNetwork(network(recipe.cell(), corpus.vocabularySize()));
    float[] parameters = network.initialize(INITIALIZATION, seed);
    AgreementTraining training = new AgreementTraining(network, parameters);
    training.train(corpus, recipe, new Random(seed));
    return training;
  }

  private static NetworkConfig network(CellKind cell, int vocabularySize) {
    return new NetworkConfig(
        cell,
        1,
        HIDDEN,
        false,
        vocabularySize,
        EMBEDDING,
        0,
        false,
        NetworkConfig.Pooling.LAST,
        List.of(),
        NetworkConfig.HeadActivation.TANH,
        NetworkConfig.OutputKind.SOFTMAX,
        2,
        false,
        null);
  }

  private void train(AgreementCorpus corpus, Recipe recipe, Random random) {
    List<Integer> distances = AgreementCorpus.DISTANCES;
    Optimizer optimizer = Optimizer.create(recipe.optimizer(), network.layout());
    GradientClipping clipping = GradientClipping.of(recipe.clip(), Double.POSITIVE_INFINITY);
    Gradients gradients = new Gradients(network.layout());
    for (int step = 0; step < recipe.steps(); step++) {
      List<Example> pool = corpus.train(distances.get(step % distances.size()));
      List<Example> batch = new ArrayList<>();
      for (int i = 0; i < BATCH; i++) {
        batch.add(pool.get(random.nextInt(pool.size())));
      }
      gradients.clear();
      LossSum loss =
          network.gradients(
              parameters, Batcher.classifier(batch, 0), Training.plain(), workspace, gradients);
      GradientClipping.Result clipped = clipping.clip(gradients, 1 / loss.weight());
      if (!Double.isFinite(loss.loss()) || !Double.isFinite(clipped.norm())) {
        lastLoss = Double.NaN;
        return;
      }
      if (step >= recipe.steps() - LAST_STEPS) {
        lastLoss += loss.loss() / loss.weight() / LAST_STEPS;
      }
      optimizer.step(parameters, gradients, recipe.learningRate(), clipped.scale());
    }
  }

  /** The mean loss of the last steps in nats; NaN where one of all losses or gradients was none. */
  double lastLoss() {
    return lastLoss;
  }

  /** Share of the sentences whose verb the model knows. */
  double accuracy(List<Example> sentences) {
    int right = 0;
    for (int from = 0; from < sentences.size(); from += TEST_BATCH) {
      int to = Math.min(from + TEST_BATCH, sentences.size());
      SequenceBatch batch = Batcher.classifier(sentences.subList(from, to), 0);
      float[] scores = network.scores(parameters, batch, workspace);
      int[] labels = ((Target.Ids) batch.target()).ids();
      for (int i = 0; i < labels.length; i++) {
        right += (scores[2 * i + 1] > scores[2 * i] ? 1 : 0) == labels[i] ? 1 : 0;
      }
    }
    return right / (double) sentences.size();
  }
}
