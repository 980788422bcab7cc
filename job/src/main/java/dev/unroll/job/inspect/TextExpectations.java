package dev.unroll.job.inspect;

import dev.unroll.batch.Example;
import dev.unroll.batch.SequenceBatch;
import dev.unroll.inspect.Expectations;
import dev.unroll.io.Model;
import dev.unroll.io.Task;
import dev.unroll.job.corpus.Excerpt;
import dev.unroll.job.evaluate.TaskBatches;
import dev.unroll.job.inspect.Inspection.Labels;
import dev.unroll.job.inspect.Inspection.Part;
import dev.unroll.job.inspect.Inspection.Surprise;
import dev.unroll.job.inspect.Inspection.Tagged;
import dev.unroll.job.inspect.Inspection.Text;
import dev.unroll.network.SequenceNetwork;
import dev.unroll.network.Workspace;
import dev.unroll.text.SymbolUnit;
import dev.unroll.text.Vocabulary;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a model expected in the first texts: the next symbol, or the label of this one. */
final class TextExpectations {
  private static final int MOST_SYMBOLS = 1000;

  private final Model model;
  private final TaskBatches batches;
  private final List<Excerpt.Sequence> sequences;
  private final boolean stream;

  /**
   * @param stream whether the sequences are windows of one text
   */
  TextExpectations(
      Model model, TaskBatches batches, List<Excerpt.Sequence> sequences, boolean stream) {
    this.model = model;
    this.batches = batches;
    this.sequences = sequences;
    this.stream = stream;
  }

  /** Null where the model predicts no text. */
  Surprise surprise(Map<String, String> missing) {
    if (model.task() != Task.LANGUAGE_MODEL && model.task() != Task.GENERATOR) {
      missing.put(
          Part.SURPRISE, "the next symbol is predicted by language models and generators only");
      return null;
    }
    Workspace workspace = model.network().newWorkspace();
    List<Text> texts = new ArrayList<>();
    double sum = 0;
    int symbols = 0;
    for (Excerpt.Sequence sequence : stream ? List.of(joined()) : sequences) {
      SequenceBatch batch = (SequenceBatch) batches.of(List.of(sequence.example()));
      SequenceNetwork network = (SequenceNetwork) model.network();
      float[] nats = Expectations.surprise(network, model.parameters(), batch, workspace).get(0);
      List<String> spelled = new ArrayList<>(sequence.symbols());
      if (!stream) {
        spelled.add(model.vocabulary().symbol(Vocabulary.EOS));
      }
      List<Double> values = new ArrayList<>();
      for (int i = 0; i < spelled.size(); i++) {
        values.add(rounded(nats[i]));
        sum += nats[i];
      }
      texts.add(new Text(spelled, values));
      symbols += spelled.size();
      if (symbols >= MOST_SYMBOLS) {
        break;
      }
    }
    String separator = model.text().unit() == SymbolUnit.CHAR ? "" : " ";
    return new Surprise(sum / symbols, separator, texts);
  }

  /** The beginning of the text; each window begins with the last symbol of the one before. */
  private Excerpt.Sequence joined() {
    List<String> symbols = new ArrayList<>();
    for (Excerpt.Sequence window : sequences) {
      List<String> more = window.symbols();
      symbols.addAll(symbols.isEmpty() ? more : more.subList(1, more.size()));
      if (symbols.size() >= MOST_SYMBOLS) {
        break;
      }
    }
    Example example = Example.of(0, model.vocabulary().encode(symbols));
    return new Excerpt.Sequence(symbols, List.of(), example);
  }

  /** Null where the model labels no symbols. */
  Labels labels(Map<String, String> missing) {
    if (model.task() != Task.TAGGER) {
      missing.put(Part.LABELS, "the steps of a sequence are labelled by taggers only");
      return null;
    }
    Workspace workspace = model.network().newWorkspace();
    List<Tagged> texts = new ArrayList<>();
    int steps = 0;
    for (Excerpt.Sequence sequence : sequences) {
      SequenceBatch batch = (SequenceBatch) batches.of(List.of(sequence.example()));
      SequenceNetwork network = (SequenceNetwork) model.network();
      float[][] probabilities =
          Expectations.probabilities(network, model.parameters(), batch, workspace).get(0);
      List<List<Double>> rows = new ArrayList<>();
      for (float[] row : probabilities) {
        List<Double> values = new ArrayList<>();
        for (float p : row) {
          values.add(rounded(p));
        }
        rows.add(values);
      }
      texts.add(new Tagged(sequence.symbols(), sequence.labels(), rows));
      steps += rows.size();
      if (steps >= MOST_SYMBOLS) {
        break;
      }
    }
    return new Labels(model.labels().labels(), texts);
  }

  private static double rounded(double value) {
    return Math.round(value * 1e4) / 1e4;
  }
}
