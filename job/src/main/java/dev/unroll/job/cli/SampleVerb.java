package dev.unroll.job.cli;

import dev.unroll.decode.LanguageModel;
import dev.unroll.decode.LanguageModel.State;
import dev.unroll.decode.Sampling;
import dev.unroll.decode.TextSampler;
import dev.unroll.io.Model;
import dev.unroll.io.Task;
import dev.unroll.job.cli.SampleCommand.Sample;
import dev.unroll.job.config.Spelling;
import dev.unroll.job.config.UserError;
import dev.unroll.job.evaluate.TaskBatches;
import dev.unroll.job.store.Models;
import dev.unroll.text.Detokenizer;
import dev.unroll.text.SymbolUnit;
import dev.unroll.text.Vocabulary;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The work of the verb {@code sample}; needs no Spark session. */
final class SampleVerb {

  private SampleVerb() {}

  static List<Sample> sample(SampleCommand.Request request) throws IOException {
    Model model = Models.read(request.model(), Sessions.hadoop());
    Sampling sampling =
        new Sampling(
            request.temperature(),
            request.topK(),
            request.topP(),
            request.allowUnk(),
            request.maxLength(),
            request.seed());
    Start start = new Start(request.condition(), request.vector());
    return write(model, sampling, request.prefix(), start, request.count());
  }

  /**
   * What a generator writes from.
   *
   * @param condition the class; null for none
   * @param vector the vector; empty for none
   */
  record Start(String condition, List<Float> vector) {}

  /**
   * Lets a model write.
   *
   * @param prefix how each text begins, "" for nothing
   * @throws UserError if the model does not write, or does not start from what is given
   */
  static List<Sample> write(Model model, Sampling sampling, String prefix, Start given, int count) {
    if (model.task() != Task.LANGUAGE_MODEL && model.task() != Task.GENERATOR) {
      throw new UserError(
          "--model must be a language-model or a generator, got a " + Spelling.of(model.task()));
    }
    LanguageModel writer = LanguageModel.of(model);
    State start = start(model, writer, given);
    List<String> symbols = model.text().tokenizer().symbols(prefix);
    int[] ids = model.vocabulary().encode(symbols);
    TextSampler sampler = new TextSampler(writer, sampling, Vocabulary.UNK);
    List<Sample> samples = new ArrayList<>();
    for (int number = 0; number < count; number++) {
      TextSampler.Sample drawn = sampler.sample(start, ids, number);
      samples.add(
          new Sample(
              text(model, prefix, symbols, drawn.symbols()),
              drawn.logProbability(),
              drawn.symbols().length + (drawn.ended() ? 1 : 0),
              drawn.ended()));
    }
    return samples;
  }

  private static State start(Model model, LanguageModel writer, Start given) {
    int width = TaskBatches.of(model).featureSize();
    if (given.vector().size() != width) {
      throw new UserError(
          "--vector must %s, got %s"
              .formatted(
                  width == 0
                      ? "be left out for a model that was trained without"
                      : "hold " + width + " numbers",
                  given.vector().isEmpty() ? "none" : given.vector()));
    }
    float[] vector = new float[width];
    for (int i = 0; i < width; i++) {
      vector[i] = given.vector().get(i);
    }
    return writer.start(firstInput(model, given.condition()), vector);
  }

  private static int firstInput(Model model, String condition) {
    boolean conditioned = model.task() == Task.GENERATOR && model.labels() != null;
    if (!conditioned) {
      if (condition != null) {
        throw new UserError(
            "--condition must be left out for a model that was trained without, got " + condition);
      }
      return TaskBatches.of(model).firstInput();
    }
    if (condition == null || !model.labels().contains(condition)) {
      throw new UserError(
          "--condition must be one of %s, got %s"
              .formatted(
                  String.join(", ", model.labels().labels()),
                  condition == null ? "none" : condition));
    }
    return model.vocabulary().size() + model.labels().id(condition);
  }

  /** The prefix keeps its own spelling where the model does not know its symbols. */
  private static String text(Model model, String prefix, List<String> given, int[] drawn) {
    if (model.text().unit() == SymbolUnit.CHAR) {
      return prefix + model.vocabulary().decode(drawn, SymbolUnit.CHAR);
    }
    List<String> words = new ArrayList<>(given);
    for (int id : drawn) {
      words.add(model.vocabulary().symbol(id));
    }
    return Detokenizer.join(words);
  }
}
