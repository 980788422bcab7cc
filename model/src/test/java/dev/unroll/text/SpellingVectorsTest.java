package dev.unroll.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpellingVectorsTest {
  private static final int SIZE = 64;

  @ParameterizedTest
  @CsvSource({
    "Paris,   1 0 0 0 0 0 0 0",
    "UNESCO,  1 1 0 0 0 0 0 0",
    "iPhone,  0 0 1 0 0 0 0 0",
    "b2b,     0 0 0 1 0 0 0 0",
    "1984,    0 0 0 1 1 0 0 0",
    "@ann,    0 0 0 0 0 1 0 0",
    "'#news', 0 0 0 0 0 0 1 0",
    "...,     0 0 0 0 0 0 0 1"
  })
  void of_word_beginsWithItsShape(String word, String shape) {
    float[] vector = SpellingVectors.of(List.of(word), SIZE);

    StringBuilder found = new StringBuilder();
    for (int i = 0; i < SpellingVectors.SHAPES; i++) {
      found.append(i == 0 ? "" : " ").append((int) vector[i]);
    }
    assertEquals(shape, found.toString());
  }

  @Test
  void of_sameEnding_isNearerThanAnotherWord() {
    float[] vectors = SpellingVectors.of(List.of("blogging", "tweeting", "sofa"), 256);

    assertTrue(product(vectors, 256, 0, 1) > product(vectors, 256, 0, 2) + 0.1);
  }

  @Test
  void of_capitals_differInShapeOnly() {
    float[] vectors = SpellingVectors.of(List.of("london", "London"), SIZE);

    assertArrayEquals(
        Arrays.copyOfRange(vectors, SpellingVectors.SHAPES, SIZE),
        Arrays.copyOfRange(vectors, SIZE + SpellingVectors.SHAPES, 2 * SIZE));
  }

  /** A model that was trained with these numbers must find them again. */
  @Test
  void of_knownWord_neverChanges() {
    float[] vector = SpellingVectors.of(List.of("cat"), SpellingVectors.SMALLEST);

    float one = (float) (1 / Math.sqrt(7)); // three beginnings, three endings, one trigram
    float[] expected = {0, 0, 0, 0, 0, 0, 0, 0, one, 0, one, 2 * one, one, 0, 2 * one, 0};
    assertArrayEquals(expected, vector);
  }

  @Test
  void of_emptyWord_isZeroButForItsShape() {
    float[] vector = SpellingVectors.of(List.of(""), SpellingVectors.SMALLEST);

    float[] expected = new float[SpellingVectors.SMALLEST];
    expected[SpellingVectors.SHAPES - 1] = 1;
    assertArrayEquals(expected, vector);
  }

  private static double product(float[] vectors, int size, int a, int b) {
    double sum = 0;
    for (int i = SpellingVectors.SHAPES; i < size; i++) {
      sum += vectors[a * size + i] * vectors[b * size + i];
    }
    return sum;
  }
}
