package dev.unroll.job.cli;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The verb {@code evaluate}. */
@Command(
    name = "evaluate",
    description = "Measures a model on data: perplexity, accuracy, F1, BLEU, by the model's task.",
    footer = {
      "",
      "Examples:",
      "  unroll evaluate --model runs/char-lm/model --data data-samples/char-lm/test.txt",
      "  unroll evaluate --model runs/pos/model --data hdfs:///pos/test.conll --json",
      "",
      "Data are read as the model's training data were; --set corpus.format=csv and its like",
      "change that. Losses are in nats per symbol. A confusion matrix has a row for each label of",
      "the data and a column for each label that the model gave.",
      "While they are needed, the numbered data lie in a temporary directory; with --set run.dir=DIR",
      "they lie there, where all executors must find them."
    })
final class EvaluateCommand implements Callable<Integer> {

  /** What is to be measured on what. */
  record Request(String model, String data, List<String> overrides) {}

  private final Service<Request, Map<String, Object>> evaluator;

  @Mixin private ModelOption model;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "PATH",
      description = "A file, directory, glob or table.")
  private String data;

  @Mixin private SetOption set;
  @Mixin private Output output;
  @Mixin private HelpOption help;

  EvaluateCommand(Service<Request, Map<String, Object>> evaluator) {
    this.evaluator = evaluator;
  }

  @Override
  public Integer call() throws Exception {
    output.print(evaluator.call(new Request(model.directory(), data, set.overrides())));
    return 0;
  }
}
