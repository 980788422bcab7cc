package dev.unroll.decode;

import dev.unroll.batch.Batcher;
import dev.unroll.batch.Example;
import dev.unroll.batch.SequenceBatch;
import dev.unroll.io.Model;
import dev.unroll.io.Task;
import dev.unroll.network.EncoderDecoder;
import dev.unroll.network.Workspace;
import dev.unroll.network.Workspaces;
import dev.unroll.text.Vocabulary;
import java.util.ArrayList;
import java.util.List;

/**
 * Turns a text into another, by beam search. Any number of threads may use it.
 *
 * <pre>{@code
 * Model model = ModelDirectory.read(Path.of("runs/dates/model"));
 * Translator translator = new Translator(model, BeamOptions.greedy(20));
 * String date = translator.translate("3 May 1999").text();
 * }</pre>
 */
public final class Translator {
  private final Model model;
  private final EncoderDecoder network;
  private final BeamSearch search;
  private final BeamOptions beam;
  private final Workspaces workspaces;

  /**
   * A translator with the weights of a model, which are not copied.
   *
   * @throws IllegalArgumentException if the model is for another task
   */
  public Translator(Model model, BeamOptions beam) {
    Requirements.task(model, Task.TRANSLATOR);
    this.model = model;
    this.network = (EncoderDecoder) model.network();
    this.search = new BeamSearch(network, model.parameters(), Vocabulary.EOS);
    this.beam = beam;
    this.workspaces = new Workspaces(network);
  }

  /**
   * The best that the search has found.
   *
   * @param logProbability of the symbols of the text and its end, in nats
   */
  public record Translation(String text, double logProbability) {}

  /**
   * Translates a text.
   *
   * @throws IllegalArgumentException if there is no symbol in it
   */
  public Translation translate(String text) {
    return translate(model.example(text));
  }

  /** Translates an example, with symbols, dense vectors or both. */
  public Translation translate(Example example) {
    SequenceBatch batch = Batcher.source(List.of(example), network.config().sourceFeatureSize());
    return workspaces.with(workspace -> translate(batch, workspace)).get(0);
  }

  /** Translates each source of a batch. */
  public List<Translation> translate(SequenceBatch sources, Workspace workspace) {
    List<Translation> translations = new ArrayList<>(sources.size());
    for (List<Hypothesis> found : search.translate(sources, beam, workspace)) {
      Hypothesis best = found.get(0);
      String text = model.targetVocabulary().decode(best.symbols(), model.text().unit());
      translations.add(new Translation(text, best.logProbability()));
    }
    return translations;
  }
}
