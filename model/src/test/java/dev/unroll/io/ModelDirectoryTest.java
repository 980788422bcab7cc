package dev.unroll.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.network.CellKind;
import dev.unroll.network.EncoderDecoder;
import dev.unroll.network.Network;
import dev.unroll.network.SequenceNetwork;
import dev.unroll.parameter.Slice;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ModelDirectoryTest {

  static List<Model> models() {
    return Models.all();
  }

  static MemoryStore written(Model model) throws IOException {
    MemoryStore store = new MemoryStore();
    ModelDirectory.write(model, store);
    return store;
  }

  private static Object config(Network network) {
    return network instanceof SequenceNetwork sequence
        ? sequence.config()
        : ((EncoderDecoder) network).config();
  }

  /** The row-major values of all tensors in a file. */
  private static Map<String, float[]> tensors(MemoryStore store) throws IOException {
    byte[] bytes = store.files.get(ModelDirectory.PARAMETERS);
    ByteArrayInputStream in = new ByteArrayInputStream(bytes);
    Map<String, float[]> values = new HashMap<>();
    SafeTensors.readValues(
        in,
        SafeTensors.readHeader(in, bytes.length),
        tensor -> {
          float[] array = new float[(int) tensor.size()];
          values.put(tensor.name(), array);
          return (i, value) -> array[i] = value;
        });
    return values;
  }

  @ParameterizedTest
  @MethodSource("models")
  void read_whatWasWritten_isTheSame(Model model) throws IOException {
    Model read = ModelDirectory.read(written(model));
    assertEquals(model.task(), read.task());
    assertEquals(config(model.network()), config(read.network()));
    assertEquals(model.text(), read.text());
    assertEquals(model.vocabulary(), read.vocabulary());
    assertEquals(model.targetVocabulary(), read.targetVocabulary());
    assertEquals(model.labels(), read.labels());
    assertArrayEquals(model.parameters(), read.parameters());
    assertEquals(model.training(), read.training());
  }

  @ParameterizedTest
  @MethodSource("models")
  void write_whatWasRead_isTheSameBytes(Model model) throws IOException {
    MemoryStore first = written(model);
    MemoryStore second = written(ModelDirectory.read(first));
    assertEquals(first.files.keySet(), second.files.keySet());
    first.files.forEach((name, bytes) -> assertArrayEquals(bytes, second.files.get(name), name));
  }

  @Test
  void write_recurrentWeights_areRowMajor() throws IOException {
    Model model = Models.languageModel(CellKind.LSTM);
    Map<String, float[]> tensors = tensors(written(model));
    Slice slice = model.network().layout().slice("rnn.weight_ih_l0");
    int rows = slice.shape().get(0);
    int columns = slice.shape().get(1);
    float[] tensor = tensors.get("rnn.weight_ih_l0");
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        assertEquals(
            model.parameters()[slice.offset() + rows * column + row],
            tensor[columns * row + column]);
      }
    }
  }

  @Test
  void write_oneBias_standsAsInputBiasBesideZeros() throws IOException {
    Model model = Models.languageModel(CellKind.LSTM);
    Map<String, float[]> tensors = tensors(written(model));
    Slice bias = model.network().layout().slice("rnn.bias_l1");
    float[] want = new float[bias.size()];
    System.arraycopy(model.parameters(), bias.offset(), want, 0, want.length);
    assertArrayEquals(want, tensors.get("rnn.bias_ih_l1"));
    assertArrayEquals(new float[want.length], tensors.get("rnn.bias_hh_l1"));
    assertFalse(tensors.containsKey("rnn.bias_l1"));
  }

  @Test
  void read_twoBiasesOfPyTorch_areAdded() throws IOException {
    Model model = Models.languageModel(CellKind.GRU);
    MemoryStore store = new MemoryStore();
    ModelDirectory.write(model, store);
    List<SafeTensors.Entry> entries =
        new ParameterTensors(model.network().layout())
            .entries(model.parameters()).stream()
                .map(
                    e ->
                        e.name().contains("bias_hh")
                            ? new SafeTensors.Entry(e.name(), e.shape(), i -> 0.25f * i)
                            : e)
                .toList();
    try (var out = store.create(ModelDirectory.PARAMETERS)) {
      SafeTensors.write(out, entries);
    }
    Model read = ModelDirectory.read(store);
    Slice bias = model.network().layout().slice("rnn.bias_l0");
    for (int i = 0; i < bias.size(); i++) {
      int at = bias.offset() + i;
      assertEquals(model.parameters()[at] + 0.25f * i, read.parameters()[at]);
    }
  }

  @Test
  void write_configuration_hasTheKeysOfTheFormat() throws IOException {
    assertEquals(
        """
        {
          "format" : "unroll-model",
          "version" : 1,
          "task" : "language-model",
          "network" : {
            "cell" : "lstm-peephole",
            "layers" : 2,
            "hidden-size" : 4,
            "bidirectional" : false,
            "embedding-size" : 0,
            "vocabulary-size" : 7,
            "feature-size" : 0,
            "initial-state" : "zero",
            "output-size" : 7,
            "output" : "softmax",
            "head-layers" : [ ],
            "head-activation" : "tanh",
            "tied" : false,
            "attention" : "none",
            "pooling" : "none"
          },
          "text" : {
            "unit" : "word",
            "lowercase" : true,
            "tokenizer" : "unicode",
            "unk" : "<unk>",
            "eos" : "<eos>",
            "start" : "zero"
          }
        }
        """,
        written(Models.languageModel(CellKind.LSTM_PEEPHOLE)).text(ModelDirectory.CONFIG));
  }

  @Test
  void write_directory_appearsWholeAndIsNotOverwritten(@TempDir Path parent) throws IOException {
    Model model = Models.tagger();
    Path directory = parent.resolve("model");
    ModelDirectory.write(model, directory);
    try (Stream<Path> files = Files.list(parent)) {
      assertEquals(List.of(directory), files.toList());
    }
    assertArrayEquals(model.parameters(), ModelDirectory.read(directory).parameters());
    assertThrows(FileAlreadyExistsException.class, () -> ModelDirectory.write(model, directory));
  }

  @Test
  void write_leftoversOfAnUnfinishedModel_doNotGetIn(@TempDir Path parent) throws IOException {
    Path leftover = Files.createDirectory(parent.resolve(".model.unfinished"));
    Files.writeString(leftover.resolve(ModelDirectory.LABELS), "[\"stale\"]");
    Path directory = parent.resolve("model");
    ModelDirectory.write(Models.languageModel(CellKind.GRU), directory);
    assertFalse(Files.exists(directory.resolve(ModelDirectory.LABELS)));
  }

  @Test
  void write_cutOffBeforeAnyFile_leavesNoModel() throws IOException {
    for (Model model : models()) {
      int files = written(model).files.size();
      for (int most = 0; most < files; most++) {
        MemoryStore store = new FullStore(most);
        assertThrows(IOException.class, () -> ModelDirectory.write(model, store));
        var e = assertThrows(InvalidModelException.class, () -> ModelDirectory.read(store));
        assertEquals("memory must be a model directory, got no config.json there", e.getMessage());
      }
    }
  }

  /** A store that takes so many files. */
  private static final class FullStore extends MemoryStore {
    private final int most;

    FullStore(int most) {
      this.most = most;
    }

    @Override
    public OutputStream create(String name) throws IOException {
      if (files.size() == most) {
        throw new IOException("the store is full");
      }
      return super.create(name);
    }
  }

  @Test
  void read_noDirectory_saysSo(@TempDir Path parent) {
    Path none = parent.resolve("none");
    var e = assertThrows(InvalidModelException.class, () -> ModelDirectory.read(none));
    assertEquals(none + " must be a model directory, got no config.json there", e.getMessage());
  }

  @Test
  void read_withoutTrainingRecord_isFine() throws IOException {
    MemoryStore store = written(Models.tagger());
    store.files.remove(ModelDirectory.TRAINING);
    assertTrue(ModelDirectory.read(store).training().isEmpty());
  }
}
