package dev.unroll.job.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.unroll.job.config.UserError;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The verb {@code sample}. */
@Command(
    name = "sample",
    description = "Lets a language model or generator write.",
    footer = {
      "",
      "Examples:",
      "  unroll sample --model runs/char-lm/model --temperature 0.7",
      "  unroll sample --model runs/char-lm/model --prefix 'ROMEO:' --count 3 --seed 7",
      "  unroll sample --model runs/music/model --condition jig --max-length 600",
      "  unroll sample --model runs/moods/model --vector '[0.9, 0.1]'",
      "",
      "Each symbol is drawn from the model's distribution and fed back, until the end symbol or",
      "the length limit. The same seed gives the same text."
    })
final class SampleCommand implements Callable<Integer> {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** How to draw; see the options of the same names. */
  record Request(
      String model,
      int count,
      String prefix,
      String condition,
      List<Float> vector,
      double temperature,
      int topK,
      double topP,
      int maxLength,
      boolean allowUnk,
      long seed) {}

  /**
   * One text.
   *
   * @param logProbability of what was drawn, in nats, at temperature 1
   * @param tokens symbols drawn
   * @param ended whether the model itself ended it
   */
  record Sample(String text, double logProbability, int tokens, boolean ended) {

    Map<String, Object> toMap() {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("text", text);
      map.put("log_prob", logProbability);
      map.put("tokens", tokens);
      map.put("ended", ended);
      return map;
    }
  }

  private final Service<Request, List<Sample>> sampler;

  @Mixin private ModelOption model;

  @Option(
      names = "--count",
      paramLabel = "N",
      defaultValue = "1",
      description = "How many texts (default: ${DEFAULT-VALUE}).")
  private int count;

  @Option(
      names = "--prefix",
      paramLabel = "TEXT",
      defaultValue = "",
      description = "How each text begins (default: the model begins).")
  private String prefix;

  @Option(
      names = "--condition",
      paramLabel = "CLASS",
      description = "generator: what each text is written from.")
  private String condition;

  @Option(
      names = "--vector",
      paramLabel = "ARRAY",
      description = "generator: the vector that each text is written from, as in '[0.1, 0.2]'.")
  private String vector;

  @Option(
      names = "--temperature",
      paramLabel = "T",
      defaultValue = "1.0",
      description = "> 0; below 1 more careful, above 1 wilder (default: ${DEFAULT-VALUE}).")
  private double temperature;

  @Option(
      names = "--top-k",
      paramLabel = "K",
      defaultValue = "0",
      description = "Draw from the K likeliest symbols only; 0 = all (default: ${DEFAULT-VALUE}).")
  private int topK;

  @Option(
      names = "--top-p",
      paramLabel = "P",
      defaultValue = "1.0",
      description = {
        "Draw from the likeliest symbols that together have probability P only,",
        "> 0 and <= 1 (default: ${DEFAULT-VALUE})."
      })
  private double topP;

  @Option(
      names = "--max-length",
      paramLabel = "L",
      defaultValue = "500",
      description = "Longest text in symbols, the prefix not counted (default: ${DEFAULT-VALUE}).")
  private int maxLength;

  @Option(
      names = "--allow-unk",
      description = "Keep the unknown symbol where it is drawn; without, it is drawn again.")
  private boolean allowUnk;

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "Any whole number (default: another one each time, named on standard error).")
  private Long seed;

  @Mixin private Output output;
  @Mixin private HelpOption help;

  SampleCommand(Service<Request, List<Sample>> sampler) {
    this.sampler = sampler;
  }

  @Override
  public Integer call() throws Exception {
    Options.check(count >= 1, "--count", "be >= 1", count);
    Options.check(temperature > 0, "--temperature", "be > 0", temperature);
    Options.check(topK >= 0, "--top-k", "be >= 0", topK);
    Options.check(topP > 0 && topP <= 1, "--top-p", "be > 0 and <= 1", topP);
    Options.check(maxLength >= 1, "--max-length", "be >= 1", maxLength);
    long key = seed != null ? seed : System.nanoTime() & 0x7fffffff;
    List<Sample> samples =
        sampler.call(
            new Request(
                model.directory(),
                count,
                prefix,
                condition,
                vector(),
                temperature,
                topK,
                topP,
                maxLength,
                allowUnk,
                key));
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("seed", key);
    result.put("samples", samples.stream().map(Sample::toMap).toList());
    output.note("seed " + key);
    output.print(
        result, samples.stream().map(Sample::text).collect(Collectors.joining("\n----\n")));
    return 0;
  }

  private List<Float> vector() {
    if (vector == null) {
      return List.of();
    }
    try {
      return Arrays.asList(JSON.readValue(vector, Float[].class));
    } catch (JsonProcessingException e) {
      throw new UserError("--vector must be an array of numbers, got " + vector, e);
    }
  }
}
