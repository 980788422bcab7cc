package dev.unroll.decode;

import dev.unroll.batch.Batcher;
import dev.unroll.batch.Example;
import dev.unroll.batch.SequenceBatch;
import dev.unroll.io.Model;
import dev.unroll.io.Task;
import dev.unroll.network.NetworkConfig.OutputKind;
import dev.unroll.network.SequenceNetwork;
import dev.unroll.network.Workspace;
import dev.unroll.network.Workspaces;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds the class of a sequence. Any number of threads may use it.
 *
 * <pre>{@code
 * Classifier classifier = new Classifier(ModelDirectory.read(Path.of("runs/stars/model")));
 * String stars = classifier.classify("worn to shreds in a week").label();
 * }</pre>
 */
public final class Classifier {
  private final Model model;
  private final SequenceNetwork network;
  private final List<String> labels;
  private final boolean several;
  private final Workspaces workspaces;

  /**
   * A classifier with the weights of a model, which are not copied.
   *
   * @throws IllegalArgumentException if the model is for another task
   */
  public Classifier(Model model) {
    Requirements.task(model, Task.CLASSIFIER);
    this.model = model;
    this.network = (SequenceNetwork) model.network();
    this.labels = model.labels().labels();
    this.several = network.config().output() == OutputKind.SIGMOID;
    this.workspaces = new Workspaces(network);
  }

  /**
   * What a sequence is.
   *
   * @param label the most probable label; with sigmoid outputs all that hold, with "|" between, or
   *     ""
   * @param probability of exactly this
   * @param probabilities of each label, in the order of the labels
   */
  public record Classification(
      String label, double probability, Map<String, Double> probabilities) {}

  /**
   * The class of a text.
   *
   * @throws IllegalArgumentException if there is no symbol in it
   */
  public Classification classify(String text) {
    return classify(model.example(text));
  }

  /** The class of an example, with symbols, dense vectors or both. */
  public Classification classify(Example example) {
    SequenceBatch batch = Batcher.source(List.of(example), network.config().featureSize());
    return workspaces.with(workspace -> classify(batch, workspace)).get(0);
  }

  /** The class of each sequence of a batch. */
  public List<Classification> classify(SequenceBatch batch, Workspace workspace) {
    float[] probabilities = network.probabilities(model.parameters(), batch, workspace);
    List<Classification> classes = new ArrayList<>(batch.size());
    for (int b = 0; b < batch.size(); b++) {
      classes.add(classification(probabilities, labels.size() * b));
    }
    return classes;
  }

  private Classification classification(float[] probabilities, int at) {
    Map<String, Double> all = new LinkedHashMap<>();
    List<String> held = new ArrayList<>();
    double exactly = 1;
    int best = 0;
    for (int k = 0; k < labels.size(); k++) {
      double probability = probabilities[at + k];
      all.put(labels.get(k), probability);
      if (probability > 0.5) {
        held.add(labels.get(k));
      }
      exactly *= Math.max(probability, 1 - probability);
      best = probability > probabilities[at + best] ? k : best;
    }
    return several
        ? new Classification(String.join("|", held), exactly, all)
        : new Classification(labels.get(best), probabilities[at + best], all);
  }
}
