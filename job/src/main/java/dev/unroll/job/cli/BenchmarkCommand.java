package dev.unroll.job.cli;

import dev.unroll.job.benchmark.Workload;
import dev.unroll.job.config.Nearest;
import dev.unroll.job.config.UserError;
import dev.unroll.network.CellKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The verb {@code benchmark}. */
@Command(
    name = "benchmark",
    description =
        "Times real training steps on random symbols: forward, backward, clipping, SGD update; or"
            + " the scoring of random sentences.",
    footer = {
      "",
      "Workloads: char-512, char-512-emb, char-128, word-200, gru-512, bilstm-tagger; and custom,",
      "whose sizes are given by options. ms_per_step is a median, in milliseconds.",
      "",
      "Examples:",
      "  unroll benchmark --workload char-512",
      "  unroll benchmark --workload char-128 --threads 2 --json",
      "  unroll benchmark --workload char-128 --threads 2 --exchange rpc --warm-up 30 --json",
      "  unroll benchmark --workload word-200 --score 20000 --steps 3 --json",
      "  unroll benchmark --workload custom --cell gru --hidden-size 256 --batch-size 32"
    })
final class BenchmarkCommand implements Callable<Integer> {

  /** How shards exchange gradients. */
  enum Exchange {
    none,
    job,
    rpc
  }

  /** What is to be timed. */
  record Request(
      Workload workload, int threads, Exchange exchange, int steps, Duration warmUp, int score) {}

  private final Service<Request, Map<String, Object>> benchmark;

  @Spec private CommandSpec spec;

  @Option(
      names = "--workload",
      required = true,
      paramLabel = "NAME",
      description = "A workload's name, or custom.")
  private String workload;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "1",
      description = "Shards, each on a thread or in a task (default: ${DEFAULT-VALUE}).")
  private int threads;

  @Option(
      names = "--exchange",
      paramLabel = "E",
      defaultValue = "none",
      description =
          "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}). none: without Spark. job, rpc: in Spark, on local[N]"
              + " where no cluster is named.")
  private Exchange exchange;

  @Option(
      names = "--steps",
      paramLabel = "N",
      defaultValue = "20",
      description = "Timed steps or passes, after a warm-up (default: ${DEFAULT-VALUE}).")
  private int steps;

  @Option(
      names = "--warm-up",
      paramLabel = "S",
      defaultValue = "10",
      description =
          "Seconds of steps or passes before the timed ones, at least (default: ${DEFAULT-VALUE})."
              + " JVMs that share cores take longer to compile what they run: 60 for executors on one"
              + " machine.")
  private int warmUp;

  @Option(
      names = "--score",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Instead of training, score N sentences of 5 to 40 symbols, in Spark, on local[threads] where"
              + " no cluster is named; a language model, or a tagger where layers run in both"
              + " directions.")
  private int score;

  @Option(
      names = "--cell",
      paramLabel = "C",
      defaultValue = "lstm",
      description = "custom: a cell of model.cell (default: ${DEFAULT-VALUE}).")
  private String cell;

  @Option(
      names = "--vocabulary-size",
      paramLabel = "V",
      defaultValue = "65",
      description = "custom: input symbols (default: ${DEFAULT-VALUE}).")
  private int vocabularySize;

  @Option(
      names = "--output-size",
      paramLabel = "Y",
      defaultValue = "0",
      description =
          "custom: output symbols, 0 = as many as input symbols (default: ${DEFAULT-VALUE}).")
  private int outputSize;

  @Option(
      names = "--embedding-size",
      paramLabel = "E",
      defaultValue = "0",
      description = "custom: 0 = one-hot (default: ${DEFAULT-VALUE}).")
  private int embeddingSize;

  @Option(
      names = "--hidden-size",
      paramLabel = "H",
      defaultValue = "128",
      description = "custom: units of a layer and direction (default: ${DEFAULT-VALUE}).")
  private int hiddenSize;

  @Option(
      names = "--layers",
      paramLabel = "L",
      defaultValue = "1",
      description = "custom (default: ${DEFAULT-VALUE}).")
  private int layers;

  @Option(
      names = "--batch-size",
      paramLabel = "B",
      defaultValue = "32",
      description = "custom: sequences in the global batch (default: ${DEFAULT-VALUE}).")
  private int batchSize;

  @Option(
      names = "--window",
      paramLabel = "T",
      defaultValue = "64",
      description = "custom: time steps (default: ${DEFAULT-VALUE}).")
  private int window;

  @Option(names = "--bidirectional", description = "custom: layers run in both directions.")
  private boolean bidirectional;

  @Mixin private Output output;
  @Mixin private HelpOption help;

  BenchmarkCommand(Service<Request, Map<String, Object>> benchmark) {
    this.benchmark = benchmark;
  }

  @Override
  public Integer call() throws Exception {
    Workload chosen = workload();
    Options.check(threads >= 1, "--threads", "be >= 1", threads);
    Options.check(steps >= 1, "--steps", "be >= 1", steps);
    Options.check(warmUp >= 0, "--warm-up", "be >= 0", warmUp);
    Options.check(
        threads <= chosen.batchSize(),
        "--threads",
        "be <= the batch size " + chosen.batchSize(),
        threads);
    Options.check(score >= 0, "--score", "be >= 0", score);
    Options.check(
        score == 0 || exchange == Exchange.none, "--exchange", "be none with --score", exchange);
    Duration warm = Duration.ofSeconds(warmUp);
    output.print(benchmark.call(new Request(chosen, threads, exchange, steps, warm, score)));
    return 0;
  }

  private Workload workload() {
    if (workload.equals("custom")) {
      return custom();
    }
    List<String> known = new ArrayList<>(Workload.names());
    known.add("custom");
    Workload named =
        Workload.named(workload)
            .orElseThrow(
                () ->
                    new UserError(
                        "--workload must be one of %s, got %s%s"
                            .formatted(
                                String.join(", ", known),
                                workload,
                                Nearest.to(workload, known)
                                    .map(near -> "; did you mean " + near + "?")
                                    .orElse(""))));
    spec.options().stream()
        .filter(option -> option.description().length > 0)
        .filter(option -> option.description()[0].startsWith("custom"))
        .filter(option -> spec.commandLine().getParseResult().hasMatchedOption(option))
        .findFirst()
        .ifPresent(
            option -> {
              throw new UserError(
                  option.longestName() + " must go with --workload custom, got " + workload);
            });
    return named;
  }

  private Workload custom() {
    List<String> cells = Arrays.stream(CellKind.values()).map(CellKind::key).toList();
    Options.check(cells.contains(cell), "--cell", "be one of " + String.join(", ", cells), cell);
    Options.check(vocabularySize >= 2, "--vocabulary-size", "be >= 2", vocabularySize);
    Options.check(outputSize == 0 || outputSize >= 2, "--output-size", "be 0 or >= 2", outputSize);
    Options.check(embeddingSize >= 0, "--embedding-size", "be >= 0", embeddingSize);
    Options.check(hiddenSize >= 1, "--hidden-size", "be >= 1", hiddenSize);
    Options.check(layers >= 1, "--layers", "be >= 1", layers);
    Options.check(batchSize >= 1, "--batch-size", "be >= 1", batchSize);
    Options.check(window >= 1, "--window", "be >= 1", window);
    return new Workload(
        "custom",
        cell,
        vocabularySize,
        embeddingSize,
        hiddenSize,
        layers,
        batchSize,
        window,
        bidirectional,
        outputSize == 0 ? vocabularySize : outputSize);
  }
}
