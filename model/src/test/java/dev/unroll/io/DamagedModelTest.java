package dev.unroll.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.linalg.CounterRandom;
import dev.unroll.network.CellKind;
import dev.unroll.network.EncoderDecoderConfig.AttentionKind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every damage ends in one sentence that names the file. */
class DamagedModelTest {
  private static final String CONFIG = ModelDirectory.CONFIG;
  private static final String PARAMETERS = ModelDirectory.PARAMETERS;
  private static final String VOCABULARY = ModelDirectory.VOCABULARY;

  private MemoryStore store;

  @BeforeEach
  void write() throws IOException {
    store = ModelDirectoryTest.written(Models.languageModel(CellKind.LSTM));
  }

  private void assertMessage(String message) {
    var e = assertThrows(InvalidModelException.class, () -> ModelDirectory.read(store));
    assertEquals(message, e.getMessage());
  }

  @Test
  void config_ofAnotherSize_namesTheTensor() {
    store.replace(CONFIG, "\"hidden-size\" : 4", "\"hidden-size\" : 3");
    assertMessage(
        "memory/model.safetensors: rnn.weight_ih_l0 must have shape (4·hidden, input) = (12, 7),"
            + " got (16, 7); is config.json from another model?");
  }

  @Test
  void config_ofAnotherCell_namesTheTensor() {
    store.replace(CONFIG, "\"lstm\"", "\"lstm-peephole\"");
    assertMessage(
        "memory/model.safetensors: must hold rnn.peephole_l0, got no such tensor; is config.json"
            + " from another model?");
  }

  @Test
  void config_ofFewerLayers_namesTheSuperfluousTensor() {
    store.replace(CONFIG, "\"layers\" : 2", "\"layers\" : 1");
    assertMessage(
        "memory/model.safetensors: must hold the tensors of the network only, got rnn.bias_hh_l1;"
            + " is config.json from another model?");
  }

  @Test
  void config_ofHugeSizes_isRefusedBeforeAnythingIsAllocated() {
    store.replace(CONFIG, "\"layers\" : 2", "\"layers\" : 2000000000");
    assertMessage(
        "memory/config.json: network.layers must fit a model.safetensors of 10 tensors, got"
            + " 2000000000; are both from the same model?");
    store.replace(CONFIG, "\"layers\" : 2000000000", "\"layers\" : 2");
    store.replace(CONFIG, "\"hidden-size\" : 4", "\"hidden-size\" : 2000000000");
    assertMessage(
        "memory/config.json: network.hidden-size must fit a model.safetensors of 403 numbers, got"
            + " 2000000000; are both from the same model?");
  }

  @Test
  void config_ofAnotherVersionOrFormat_isRefused() {
    store.replace(CONFIG, "\"version\" : 1", "\"version\" : 2");
    assertMessage(
        "memory/config.json: version must be 1, got 2; read it with the Unroll that wrote it, or a"
            + " later one");
    store.replace(CONFIG, "unroll-model", "bert");
    assertMessage("memory/config.json: format must be unroll-model, got bert");
  }

  @Test
  void config_unknownOrWrongField_isNamed() {
    store.replace(CONFIG, "\"tied\" : false", "\"tied\" : \"no\"");
    assertMessage("memory/config.json: network.tied must be true or false, got \"no\"");
    store.replace(CONFIG, "\"tied\" : \"no\"", "\"tied\" : false, \"zoneout\" : 0.1");
    assertMessage(
        "memory/config.json: unknown key network.zoneout; was the model written by a later"
            + " version?");
    store.replace(CONFIG, "\"pooling\" : \"none\"", "\"pooling\" : \"sum\"");
    assertMessage(
        "memory/config.json: network.pooling must be one of none, last, mean, max, got \"sum\"");
    store.replace(CONFIG, "\"task\" : \"language-model\",", "");
    assertMessage("memory/config.json: task must be there, got nothing");
  }

  @Test
  void config_partsThatDoNotFit_areNamed() {
    store.replace(CONFIG, "\"pooling\" : \"none\"", "\"pooling\" : \"last\"");
    store.replace(CONFIG, "\"output\" : \"softmax\"", "\"output\" : \"crf\"");
    assertMessage("memory/config.json: network: pooling must be none with a crf, got LAST");
  }

  @Test
  void config_notJson_saysWhere() {
    store.files.put(CONFIG, "{\n  \"format\" ; 1}".getBytes(StandardCharsets.UTF_8));
    assertMessage(
        "memory/config.json: must be JSON, got Unexpected character (';' (code 59)): was expecting"
            + " a colon to separate field name and value (line 2, column 12)");
    store.files.put(CONFIG, new byte[0]);
    assertMessage("memory/config.json: must be a JSON object, got an empty file");
  }

  @Test
  void vocabulary_ofAnotherModel_isRefused() {
    store.replace(VOCABULARY, "\"w\\\"6\"", "\"w\\\"6\", \"more\"");
    assertMessage(
        "memory: the model must have 7 input symbols, got 8; are all files from the same model?");
    store.replace(VOCABULARY, "<unk>", "<UNK>");
    assertMessage(
        "memory/vocab.json: must begin with [<unk>, <eos>] as config.json says, got [<UNK>,"
            + " <eos>]; are both from the same model?");
    store.replace(VOCABULARY, "w\\\"3", "w\\\"2");
    assertMessage(
        "memory/vocab.json: symbols of a vocabulary must differ, got \"w\"2\" as 2 and 3");
    store.replace(VOCABULARY, "\"<eos>\"", "7");
    assertMessage("memory/vocab.json: must be a JSON array of strings, got 7");
    store.files.remove(VOCABULARY);
    assertMessage("memory must be a model directory, got no vocab.json there");
  }

  @Test
  void parameters_notFinite_areRefused() {
    byte[] bytes = store.files.get(PARAMETERS);
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putFloat(bytes.length - 8, Float.NaN);
    assertMessage(
        "memory/model.safetensors: head.bias must hold finite numbers, got NaN at index 5; is the"
            + " file damaged?");
  }

  @Test
  void header_ofAnotherType_isRefused() {
    replaceInHeader("\"F32\"", "\"F16\"");
    assertMessage(
        "memory/model.safetensors: rnn.weight_ih_l0 must be F32, got F16; convert the model to"
            + " float32 first");
  }

  @Test
  void header_overlappingTensors_areRefused() {
    replaceInHeader("[448,704]", "[444,700]");
    assertMessage(
        "memory/model.safetensors: rnn.weight_hh_l0 must begin at byte 448, behind the tensor before"
            + " it, got 444");
  }

  @Test
  void header_sizeAgainstShape_isRefused() {
    replaceInHeader("[448,704]", "[448,708]");
    assertMessage(
        "memory/model.safetensors: rnn.weight_hh_l0 must have 256 bytes for its shape [16, 4], got"
            + " offsets [448, 708]");
  }

  @Test
  void header_hugeLength_isRefusedBeforeAnythingIsAllocated() {
    byte[] bytes = store.files.get(PARAMETERS);
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(0, Long.MAX_VALUE);
    assertMessage(
        "memory/model.safetensors: must have a header of at most %d bytes, got 9223372036854775807;"
                .formatted(bytes.length - 8)
            + " is it a safetensors file, and complete?");
  }

  @Test
  void parameters_truncatedAnywhere_areRefused() {
    byte[] bytes = store.files.get(PARAMETERS);
    for (int length = 0; length < bytes.length; length++) {
      store.files.put(PARAMETERS, Arrays.copyOf(bytes, length));
      var e = assertThrows(InvalidModelException.class, () -> ModelDirectory.read(store));
      assertTrue(e.getMessage().startsWith("memory/model.safetensors: "), e.getMessage());
    }
  }

  @Test
  void parameters_fileSystemPromisesMoreThanItHas_areRefused() {
    MemoryStore torn =
        new MemoryStore() {
          @Override
          public long size(String name) {
            return super.size(name) + 1;
          }
        };
    torn.files.putAll(store.files);
    byte[] bytes = store.files.get(PARAMETERS);
    torn.files.put(PARAMETERS, Arrays.copyOf(bytes, bytes.length - 1));
    store = torn;
    assertMessage("memory/model.safetensors: ends inside head.bias; is the file complete?");
  }

  @Test
  void anyFile_randomBytesChanged_failsInOneSentenceOrReads() throws IOException {
    for (Model model : new Model[] {Models.tagger(), Models.translator(AttentionKind.GENERAL)}) {
      MemoryStore whole = ModelDirectoryTest.written(model);
      for (String name : whole.files.keySet()) {
        for (int trial = 0; trial < 500; trial++) {
          store = new MemoryStore();
          store.files.putAll(whole.files);
          byte[] bytes = whole.files.get(name).clone();
          long key = CounterRandom.key(trial, name.hashCode());
          // The first bytes decide most: the header of the parameters, the keys of the others.
          int at = CounterRandom.below(key, 0, Math.min(bytes.length, 1200));
          bytes[at] = (byte) CounterRandom.below(key, 1, 256);
          store.files.put(name, bytes);
          try {
            ModelDirectory.read(store);
          } catch (InvalidModelException e) {
            assertTrue(e.getMessage().startsWith("memory"), e.getMessage());
            assertEquals(1, e.getMessage().lines().count(), e.getMessage());
          }
        }
      }
    }
  }

  /** Replaces the first occurrence by a string of the same length. */
  private void replaceInHeader(String old, String by) {
    byte[] bytes = store.files.get(PARAMETERS);
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    int at = text.indexOf(old);
    assertTrue(at > 0, old);
    assertEquals(old.length(), by.length());
    byte[] replacement = by.getBytes(StandardCharsets.ISO_8859_1);
    System.arraycopy(replacement, 0, bytes, at, replacement.length);
  }
}
