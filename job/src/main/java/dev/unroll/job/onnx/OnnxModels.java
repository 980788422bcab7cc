package dev.unroll.job.onnx;

import dev.unroll.io.Model;
import dev.unroll.io.ModelDirectory;
import dev.unroll.io.ModelStore;
import dev.unroll.io.Task;
import dev.unroll.job.config.UserError;
import dev.unroll.job.onnx.Onnx.GraphProto;
import dev.unroll.job.onnx.Onnx.ModelProto;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A model as ONNX files of standard operators in float32. What a program around it must know stands
 * in the file's metadata: {@code config.json} and the symbols and labels, as in a model directory.
 *
 * <p>Outside are what cuts a text into symbols, and what searches: Viterbi, beams, sampling.
 */
public final class OnnxModels {
  private static final int IR_VERSION = 8;
  private static final int OPERATOR_SET = 17;

  private OnnxModels() {}

  /**
   * The files of a model: one, or encoder and decoder of a translator.
   *
   * @throws UserError if the weights do not fit into a file
   */
  public static List<OnnxFile> of(Model model) {
    Map<String, String> metadata = metadata(model);
    if (model.task() == Task.TRANSLATOR) {
      TranslatorGraphs graphs = new TranslatorGraphs(model);
      return List.of(
          file("encoder", graphs.encoder(), metadata), file("decoder", graphs.decoder(), metadata));
    }
    return List.of(file("", new SequenceGraph(model).build(), metadata));
  }

  private static OnnxFile file(String part, GraphProto graph, Map<String, String> metadata) {
    ModelProto.Builder file = ModelProto.newBuilder();
    file.setIrVersion(IR_VERSION).setProducerName("unroll").setGraph(graph);
    file.addOpsetImportBuilder().setDomain("").setVersion(OPERATOR_SET);
    metadata.forEach((key, value) -> file.addMetadataPropsBuilder().setKey(key).setValue(value));
    return new OnnxFile(part, file.build());
  }

  /** The JSON files of the model's directory, by their names. */
  private static Map<String, String> metadata(Model model) {
    Map<String, ByteArrayOutputStream> files = new LinkedHashMap<>();
    try {
      ModelDirectory.write(model, new JsonFiles(files));
    } catch (IOException e) {
      throw new AssertionError("memory refuses nothing", e);
    }
    Map<String, String> texts = new LinkedHashMap<>();
    files.forEach((name, bytes) -> texts.put(name, bytes.toString(StandardCharsets.UTF_8)));
    return texts;
  }

  /** Keeps what a user of the model needs and forgets the rest of its directory. */
  private record JsonFiles(Map<String, ByteArrayOutputStream> files) implements ModelStore {
    private static final Set<String> LEFT_OUT =
        Set.of(ModelDirectory.PARAMETERS, ModelDirectory.TRAINING);

    @Override
    public OutputStream create(String name) {
      return LEFT_OUT.contains(name)
          ? OutputStream.nullOutputStream()
          : files.computeIfAbsent(name, key -> new ByteArrayOutputStream());
    }

    @Override
    public InputStream open(String name) {
      throw new UnsupportedOperationException(name + " is not there to be read");
    }

    @Override
    public long size(String name) {
      return files.get(name).size();
    }

    @Override
    public boolean exists(String name) {
      return files.containsKey(name);
    }
  }
}
