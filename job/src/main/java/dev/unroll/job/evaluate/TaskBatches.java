package dev.unroll.job.evaluate;

import dev.unroll.batch.Batch;
import dev.unroll.batch.Batcher;
import dev.unroll.batch.Example;
import dev.unroll.io.Model;
import dev.unroll.io.TextConfig;
import dev.unroll.job.config.DocumentBoundary;
import dev.unroll.job.config.Task;
import dev.unroll.job.config.TrainingMode;
import dev.unroll.job.config.UnrollConfig;
import dev.unroll.network.EncoderDecoder;
import dev.unroll.network.Network;
import dev.unroll.network.SequenceNetwork;
import dev.unroll.text.Vocabulary;
import java.io.Serializable;
import java.util.List;

/**
 * Makes the batches of a task from its examples.
 *
 * @param vocabularySize number of (source) symbols, 0 for a dense input only; a generator's classes
 *     are the input symbols behind them
 * @param featureSize width of the dense input of each step, of a generator of what it starts from;
 *     0 for none
 * @param firstInput what a language model reads first: {@link Batcher#ZERO} or {@link
 *     Vocabulary#EOS}
 */
public record TaskBatches(Task task, int vocabularySize, int featureSize, int firstInput)
    implements Serializable {

  /** The batches that a configuration asks for. */
  public static TaskBatches of(UnrollConfig config, int vocabularySize) {
    return new TaskBatches(
        config.task(), vocabularySize, config.corpus().vectorSize(), firstInput(config));
  }

  /** The batches of a model. */
  public static TaskBatches of(Model model) {
    int symbols = model.vocabulary() == null ? 0 : model.vocabulary().size();
    boolean fromEnd = model.text() != null && model.text().start() == TextConfig.Start.EOS;
    return new TaskBatches(
        Task.valueOf(model.task().name()),
        symbols,
        featureSize(model.network()),
        fromEnd ? Vocabulary.EOS : Batcher.ZERO);
  }

  private static int featureSize(Network network) {
    return network instanceof EncoderDecoder pairs
        ? pairs.config().sourceFeatureSize()
        : ((SequenceNetwork) network).config().featureSize();
  }

  /** In a stream of documents, the end of one stands before the next; elsewhere nothing does. */
  private static int firstInput(UnrollConfig config) {
    boolean follows =
        config.train().mode() == TrainingMode.STREAM
            && config.corpus().document() != DocumentBoundary.FILE;
    return follows ? Vocabulary.EOS : Batcher.ZERO;
  }

  /** What a language model or generator reads first, as a model directory says it. */
  public TextConfig.Start start() {
    return firstInput == Batcher.ZERO ? TextConfig.Start.ZERO : TextConfig.Start.EOS;
  }

  /**
   * A batch with the targets that the examples have.
   *
   * @throws IllegalArgumentException if examples are empty or do not belong to the task
   */
  public Batch of(List<Example> examples) {
    return switch (task) {
      case LANGUAGE_MODEL -> Batcher.languageModel(examples, firstInput, Vocabulary.EOS);
      case GENERATOR -> Batcher.generator(examples, vocabularySize, featureSize, Vocabulary.EOS);
      case TAGGER -> Batcher.tagger(examples, featureSize);
      case CLASSIFIER -> Batcher.classifier(examples, featureSize);
      case REGRESSOR -> Batcher.regressor(examples, featureSize);
      case TRANSLATOR -> Batcher.pairs(examples, featureSize, Vocabulary.EOS);
    };
  }
}
