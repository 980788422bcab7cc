package dev.unroll.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import org.junit.jupiter.api.Test;

class VocabularyTest {
  private final Vocabulary vocabulary =
      Vocabulary.of("<unk>", "<eos>", List.of("the", "<unk>", "cat", "<eos>", ","));

  @Test
  void of_specialSymbolsInTheCorpus_keepTheirIds() {
    assertEquals(List.of("<unk>", "<eos>", "the", "cat", ","), vocabulary.symbols());
    assertEquals(5, vocabulary.size());
    assertEquals(Vocabulary.UNK, vocabulary.id("<unk>"));
    assertEquals(Vocabulary.EOS, vocabulary.id("<eos>"));
    assertTrue(vocabulary.contains("cat"));
  }

  @Test
  void encode_unknownSymbol_isUnk() {
    assertFalse(vocabulary.contains("dog"));
    assertArrayEquals(new int[] {2, 0, 4}, vocabulary.encode(List.of("the", "dog", ",")));
  }

  @Test
  void of_symbolTwice_isRefused() {
    var e =
        assertThrows(
            IllegalArgumentException.class,
            () -> Vocabulary.of("<UNK>", "<EOS>", List.of("a", "b", "a")));
    assertEquals("symbols of a vocabulary must differ, got \"a\" as 2 and 4", e.getMessage());
  }

  @Test
  void symbol_outside_isRefused() {
    var e = assertThrows(IllegalArgumentException.class, () -> vocabulary.symbol(5));
    assertEquals("id must be in [0, 5), got 5", e.getMessage());
  }

  @Test
  void decode_wordsAndCharacters_joinDifferently() {
    int[] ids = {2, 3, 4, 2};
    assertEquals("the cat, the", vocabulary.decode(ids, SymbolUnit.WORD));
    assertEquals("thecat,the", vocabulary.decode(ids, SymbolUnit.CHAR));
  }

  @Test
  void detokenizer_quotesBracketsAndClitics_standWithoutSpaces() {
    assertEquals(
        "He said: \"I don't (really) know\".",
        Detokenizer.join(
            List.of(
                "He", "said", ":", "\"", "I", "do", "n't", "(", "really", ")", "know", "\"", ".")));
  }

  @Test
  void serialization_vocabularyAndLabels_comeBackEqual() throws Exception {
    assertEquals(vocabulary, copy(vocabulary));
    assertEquals(3, copy(vocabulary).id("cat"));
    LabelSet labels = new LabelSet(List.of("O", "B-person"));
    assertEquals(labels, copy(labels));
    assertEquals(1, copy(labels).id("B-person"));
  }

  @Test
  void labels_unknown_isRefused() {
    LabelSet labels = new LabelSet(List.of("neg", "pos"));
    assertEquals("pos", labels.label(1));
    var e = assertThrows(IllegalArgumentException.class, () -> labels.id("neutral"));
    assertEquals("label must be one of [neg, pos], got \"neutral\"", e.getMessage());
  }

  @SuppressWarnings("unchecked")
  private static <T> T copy(T value) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(value);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return (T) in.readObject();
    }
  }
}
