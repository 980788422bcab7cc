package dev.unroll.job.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.batch.Batcher;
import dev.unroll.batch.Example;
import dev.unroll.batch.SequenceBatch;
import dev.unroll.decode.TagDecoder;
import dev.unroll.io.Model;
import dev.unroll.io.TextConfig;
import dev.unroll.job.config.ConfigLoader;
import dev.unroll.job.config.Task;
import dev.unroll.job.store.RandomModels;
import dev.unroll.metrics.SpanScorer;
import dev.unroll.network.LossSum;
import dev.unroll.network.NetworkConfig.OutputKind;
import dev.unroll.network.SequenceNetwork;
import dev.unroll.text.SymbolUnit;
import dev.unroll.text.Vocabulary;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EvaluationTest {
  private static final double EXACT = 1e-12;

  private static Evaluation empty(Model model, SymbolUnit unit) {
    Task task = Task.valueOf(model.task().name());
    return Evaluation.of(task, model.network(), unit, model.labels());
  }

  private static Evaluation evaluate(Model model, SymbolUnit unit, List<Example> examples) {
    Evaluation evaluation = empty(model, unit);
    evaluation.add(
        model.network(),
        model.parameters(),
        TaskBatches.of(model).of(examples),
        model.network().newWorkspace());
    return evaluation;
  }

  private static List<Example> sentences(int from, int to, int labels) {
    List<Example> examples = new ArrayList<>();
    for (int i = from; i < to; i++) {
      int[] tokens = new int[1 + i * 3 % 7];
      int[] targets = new int[labels == 0 ? 0 : tokens.length];
      for (int t = 0; t < tokens.length; t++) {
        tokens[t] = (i + t * t) % RandomModels.VOCABULARY.size();
        if (labels > 0) {
          targets[t] = (i * 5 + t) % labels;
        }
      }
      examples.add(Example.of(i, tokens, targets));
    }
    return examples;
  }

  @Test
  void parts_merged_equalTheWhole() {
    Model tagger = RandomModels.tagger(OutputKind.CRF);
    int labels = RandomModels.TAGS.size();
    Evaluation whole = evaluate(tagger, SymbolUnit.WORD, sentences(0, 20, labels));
    Evaluation parts = evaluate(tagger, SymbolUnit.WORD, sentences(0, 8, labels));
    parts.merge(evaluate(tagger, SymbolUnit.WORD, sentences(8, 20, labels)));
    assertEquals(whole.details(), parts.details());
    whole
        .metrics()
        .forEach((name, value) -> assertEquals(value, parts.metrics().get(name), 1e-5, name));
  }

  @Test
  void tagger_spanTags_scoresTheDecodersSpans() {
    for (OutputKind output : List.of(OutputKind.CRF, OutputKind.SOFTMAX)) {
      Model model = RandomModels.tagger(output);
      SequenceNetwork network = (SequenceNetwork) model.network();
      List<Example> examples = sentences(0, 20, RandomModels.TAGS.size());
      SpanScorer spans = new SpanScorer();
      for (Example example : examples) {
        SequenceBatch one = Batcher.tagger(List.of(example), 0);
        int[] found =
            new TagDecoder(network, model.parameters()).labels(one, network.newWorkspace());
        spans.add(names(example.targets()), names(found));
      }
      LossSum sum =
          network.loss(model.parameters(), Batcher.tagger(examples, 0), network.newWorkspace());
      Evaluation evaluation = evaluate(model, SymbolUnit.WORD, examples);
      Map<String, Double> metrics = evaluation.metrics();
      assertEquals(sum.mean(), metrics.get("loss"), EXACT);
      assertEquals(spans.micro().f1(), metrics.get("f1"), EXACT);
      assertEquals(spans.tagAccuracy().value(), metrics.get("accuracy"), EXACT);
      assertEquals("f1", evaluation.chosenBy());
      assertTrue(evaluation.higherIsBetter());
    }
  }

  private static List<String> names(int[] labels) {
    List<String> names = new ArrayList<>();
    for (int label : labels) {
      names.add(RandomModels.TAGS.label(label));
    }
    return names;
  }

  @Test
  void tagger_sigmoid_countsAtOneHalf() {
    Model model = RandomModels.tagger(OutputKind.SIGMOID);
    SequenceNetwork network = (SequenceNetwork) model.network();
    List<Example> examples = new ArrayList<>();
    int right = 0;
    int steps = 0;
    for (Example sentence : sentences(0, 20, 0)) {
      SequenceBatch one = Batcher.source(List.of(sentence), 0);
      float[] probabilities =
          network.probabilities(model.parameters(), one, network.newWorkspace());
      float[] gold = new float[sentence.tokens().length];
      for (int t = 0; t < gold.length; t++) {
        gold[t] = t % 2;
        right += (probabilities[t] > 0.5) == (gold[t] == 1) ? 1 : 0;
        steps++;
      }
      examples.add(new Example(sentence.id(), sentence.tokens(), new float[0], new int[0], gold));
    }
    Evaluation evaluation = evaluate(model, SymbolUnit.WORD, examples);
    assertEquals((double) right / steps, evaluation.metrics().get("accuracy"), EXACT);
    assertEquals("f1", evaluation.chosenBy());
  }

  @Test
  void languageModel_characters_hasBits() {
    Model model = RandomModels.languageModel(TextConfig.Start.ZERO);
    Evaluation evaluation = evaluate(model, SymbolUnit.CHAR, sentences(0, 5, 0));
    Map<String, Double> metrics = evaluation.metrics();
    assertEquals(metrics.get("loss") / Math.log(2), metrics.get("bits_per_character"), EXACT);
    assertEquals(
        List.of("loss", "perplexity", "bits_per_character"), List.copyOf(metrics.keySet()));
    assertEquals("loss", evaluation.chosenBy());
    assertFalse(evaluation.higherIsBetter());
  }

  @Test
  void batches_streamOfLines_beginAtTheEndSymbol() {
    String lines = "task = language-model";
    String file = lines + "\ncorpus.document = file";
    String sentences = lines + "\ntrain.mode = sentence";
    assertEquals(Vocabulary.EOS, batches(lines).firstInput());
    assertEquals(Batcher.ZERO, batches(file).firstInput());
    assertEquals(Batcher.ZERO, batches(sentences).firstInput());
    assertEquals(TextConfig.Start.EOS, batches(lines).start());
  }

  private static TaskBatches batches(String configuration) {
    return TaskBatches.of(ConfigLoader.fromText("test", configuration, List.of()).values(), 9);
  }
}
