package dev.unroll.job.show;

import dev.unroll.decode.LanguageModel;
import dev.unroll.decode.LanguageModel.State;
import dev.unroll.decode.Sampling;
import dev.unroll.decode.TextSampler;
import dev.unroll.io.Model;
import dev.unroll.io.Task;
import dev.unroll.job.evaluate.TaskBatches;
import dev.unroll.text.SymbolUnit;
import dev.unroll.text.Vocabulary;
import java.util.ArrayList;
import java.util.List;

/** A few short texts that a model writes: few enough to cost less than a validation pass. */
final class Samples {
  private static final double TEMPERATURE = 0.5;
  private static final int CHARACTERS = 240;
  private static final int WORDS = 50;
  private static final int TEXTS = 4;

  private Samples() {}

  /**
   * One text after the other until there are enough; a generator starts from its first class or a
   * zero vector.
   */
  static List<String> of(Model model, long seed) {
    TaskBatches batches = TaskBatches.of(model);
    LanguageModel writer = LanguageModel.of(model);
    boolean conditioned = model.task() == Task.GENERATOR && model.labels() != null;
    int first = conditioned ? model.vocabulary().size() : batches.firstInput();
    State start = writer.start(first, new float[batches.featureSize()]);
    List<String> texts = new ArrayList<>();
    int left = model.text().unit() == SymbolUnit.CHAR ? CHARACTERS : WORDS;
    while (left > 0 && texts.size() < TEXTS) {
      Sampling sampling = new Sampling(TEMPERATURE, 0, 1, false, left, seed);
      int[] drawn =
          new TextSampler(writer, sampling, Vocabulary.UNK)
              .sample(start, new int[0], texts.size())
              .symbols();
      texts.add(model.vocabulary().decode(drawn, model.text().unit()));
      left -= drawn.length + 1;
    }
    return texts;
  }
}
