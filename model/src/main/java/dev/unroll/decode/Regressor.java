package dev.unroll.decode;

import dev.unroll.batch.Batcher;
import dev.unroll.batch.Example;
import dev.unroll.batch.SequenceBatch;
import dev.unroll.io.Model;
import dev.unroll.io.Task;
import dev.unroll.network.SequenceNetwork;
import dev.unroll.network.Workspaces;
import java.util.Arrays;
import java.util.List;

/**
 * Predicts the number, or numbers, of a sequence. Any number of threads may use it.
 *
 * <pre>{@code
 * Regressor regressor = new Regressor(ModelDirectory.read(Path.of("runs/stars/model")));
 * float stars = regressor.predict("worn to shreds in a week")[0];
 * }</pre>
 */
public final class Regressor {
  private final Model model;
  private final SequenceNetwork network;
  private final Workspaces workspaces;

  /**
   * A regressor with the weights of a model, which are not copied.
   *
   * @throws IllegalArgumentException if the model is for another task
   */
  public Regressor(Model model) {
    Requirements.task(model, Task.REGRESSOR);
    this.model = model;
    this.network = (SequenceNetwork) model.network();
    this.workspaces = new Workspaces(network);
  }

  /**
   * The numbers of a text.
   *
   * @throws IllegalArgumentException if there is no symbol in it
   */
  public float[] predict(String text) {
    return predict(model.example(text));
  }

  /** The numbers of an example, with symbols, dense vectors or both. */
  public float[] predict(Example example) {
    SequenceBatch batch = Batcher.source(List.of(example), network.config().featureSize());
    int outputs = network.config().outputSize();
    return workspaces.with(
        workspace -> Arrays.copyOf(network.scores(model.parameters(), batch, workspace), outputs));
  }
}
