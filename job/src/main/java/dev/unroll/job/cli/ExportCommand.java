package dev.unroll.job.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The verb {@code export}. */
@Command(
    name = "export",
    description = "Writes a model as an ONNX file, and says what it takes and gives.",
    footer = {
      "",
      "Examples:",
      "  unroll export --model runs/pos/model --onnx pos.onnx",
      "  unroll export --model hdfs:///models/dates --onnx hdfs:///models/dates.onnx",
      "",
      "A translator becomes two files, here dates-encoder.onnx and dates-decoder.onnx. The file's",
      "metadata hold config.json, vocab.json and labels.json of the model. Cutting a text into",
      "symbols, sampling, Viterbi and beam search stay with the program that runs the file."
    })
final class ExportCommand implements Callable<Integer> {
  static final String SUFFIX = ".onnx";

  /** Which model goes where. */
  record Request(String model, String onnx) {}

  private final Service<Request, Map<String, Object>> exporter;

  @Mixin private ModelOption model;

  @Option(
      names = "--onnx",
      required = true,
      paramLabel = "FILE",
      description = "A file that does not exist yet, its name ending in .onnx.")
  private String onnx;

  @Mixin private Output output;
  @Mixin private HelpOption help;

  ExportCommand(Service<Request, Map<String, Object>> exporter) {
    this.exporter = exporter;
  }

  @Override
  public Integer call() throws Exception {
    Options.check(onnx.endsWith(SUFFIX), "--onnx", "end in " + SUFFIX, onnx);
    output.print(exporter.call(new Request(model.directory(), onnx)));
    return 0;
  }
}
