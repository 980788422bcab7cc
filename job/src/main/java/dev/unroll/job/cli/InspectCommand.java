package dev.unroll.job.cli;

import dev.unroll.job.inspect.Inspection;
import dev.unroll.job.inspect.InspectionTables;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The verb {@code inspect}. */
@Command(
    name = "inspect",
    description = "Shows what happens inside a model while it reads data.",
    footer = {
      "",
      "Examples:",
      "  unroll inspect --model runs/char-lm/model --data data-samples/char-lm/test.txt",
      "  unroll inspect --model runs/word-lm/model --data test.txt --words king,queen --json",
      "  unroll inspect --model runs/names/model --data test.conll --html names.html",
      "",
      "Gradient flow: of the gradient that the loss at the last step has there, the share that is",
      "left k steps before; beside it that of freshly initialised networks of the same size.",
      "Gates: a value below 0.1 or above 0.9 is saturated; a unit that keeps the share f of its",
      "state from step to step remembers 1 / (1 - f) steps. Parameters: Euclidean norms. Clipped",
      "steps: from metrics.jsonl, where the model is in the directory of its run. Surprise:",
      "-log p of each symbol, in nats; of a tagger the probability of each label instead.",
      "Neighbours: by the cosine of the angle between two words' vectors.",
      "A window of a stream is read from the initial state. Data are read as the model's training",
      "data were; --set corpus.format=csv and its like change that."
    })
final class InspectCommand implements Callable<Integer> {

  /**
   * What is to read what.
   *
   * @param html the file for the page, null for none
   */
  record Request(
      String model,
      String data,
      int sequences,
      List<String> words,
      String html,
      List<String> overrides) {}

  private final Service<Request, Inspection> inspector;

  @Mixin private ModelOption model;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "PATH",
      description = "A file, directory, glob or table.")
  private String data;

  @Option(
      names = "--sequences",
      paramLabel = "N",
      defaultValue = "100",
      description = {
        "Read the first N sequences; of a language model's stream, N windows",
        "(default: ${DEFAULT-VALUE})."
      })
  private int sequences;

  @Option(
      names = "--words",
      paramLabel = "A,B",
      split = ",",
      description = "Words whose neighbours are wanted (default: the most frequent ones).")
  private List<String> words = new ArrayList<>();

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = {
        "Write all of it as a page too, one file that loads nothing else; it ends in .html.",
        "One that is there is replaced."
      })
  private String html;

  @Mixin private SetOption set;
  @Mixin private Output output;
  @Mixin private HelpOption help;

  InspectCommand(Service<Request, Inspection> inspector) {
    this.inspector = inspector;
  }

  @Override
  public Integer call() throws Exception {
    Options.check(sequences >= 1, "--sequences", "be >= 1", sequences);
    Options.check(html == null || html.endsWith(".html"), "--html", "end in .html", html);
    Inspection inspection =
        inspector.call(
            new Request(
                model.directory(), data, sequences, List.copyOf(words), html, set.overrides()));
    output.print(inspection.toMap(), InspectionTables.of(inspection));
    return 0;
  }
}
