package dev.unroll.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import org.junit.jupiter.api.Test;

class MetricsTest {
  private static final double TOLERANCE = 1e-12;

  @Test
  void perplexity_uniformGuess_isTheNumberOfSymbols() {
    Perplexity all = new Perplexity().add(3 * Math.log(8), 3);
    all.merge(new Perplexity().add(2 * Math.log(8), 2));
    assertEquals(5, all.tokens());
    assertEquals(Math.log(8), all.nats(), TOLERANCE);
    assertEquals(3, all.bits(), TOLERANCE);
    assertEquals(8, all.perplexity(), TOLERANCE);
    assertTrue(Double.isNaN(new Perplexity().nats()));
  }

  @Test
  void accuracy_counts_divideOnce() {
    Accuracy accuracy = new Accuracy().add(true).add(false).merge(new Accuracy().add(2, 2));
    assertEquals(0.75, accuracy.value());
    assertTrue(Double.isNaN(new Accuracy().value()));
  }

  @Test
  void fScore_conll2000Example_matchesItsPercentages() {
    FScore all = new FScore(371, 539, 459);
    assertEquals(68.83, 100 * all.precision(), 0.005);
    assertEquals(80.83, 100 * all.recall(), 0.005);
    assertEquals(74.35, 100 * all.f1(), 0.005);
    FScore adjp = new FScore(0, 1, 6);
    assertEquals(0, adjp.precision() + adjp.recall() + adjp.f1());
    assertEquals(0, new FScore(0, 0, 0).f1());
    assertThrows(IllegalArgumentException.class, () -> new FScore(2, 1, 3));
  }

  @Test
  void confusionMatrix_byHand_perClassMacroAndAccuracy() {
    ConfusionMatrix matrix = new ConfusionMatrix(List.of("cat", "dog", "owl", "yak"));
    int[][] pairs = {{0, 0}, {0, 0}, {0, 1}, {1, 1}, {2, 1}};
    for (int[] pair : pairs) {
      matrix.add(pair[0], pair[1]);
    }
    assertEquals(5, matrix.total());
    assertEquals(1, matrix.count(2, 1));
    assertEquals(3 / 5.0, matrix.accuracy(), TOLERANCE);
    assertEquals(new FScore(2, 2, 3), matrix.score(0));
    assertEquals(new FScore(1, 3, 1), matrix.score(1));
    assertEquals(new FScore(0, 0, 1), matrix.score(2));
    // cat 4/5, dog 2/4, owl 0; yak neither occurs nor is predicted
    assertEquals((0.8 + 0.5 + 0) / 3, matrix.macroF1(), TOLERANCE);

    ConfusionMatrix twice = new ConfusionMatrix(matrix.labels()).merge(matrix).merge(matrix);
    assertEquals(10, twice.total());
    assertEquals(matrix.macroF1(), twice.macroF1(), TOLERANCE);
  }

  @Test
  void confusionMatrix_foreignLabels_areRefused() {
    ConfusionMatrix matrix = new ConfusionMatrix(List.of("a", "b"));
    assertEquals(
        "label ids must be >= 0 and < 2, got 0 and 2",
        assertThrows(IndexOutOfBoundsException.class, () -> matrix.add(0, 2)).getMessage());
    assertThrows(
        IllegalArgumentException.class, () -> matrix.merge(new ConfusionMatrix(List.of("a", "c"))));
    assertThrows(IllegalArgumentException.class, () -> new ConfusionMatrix(List.of()));
  }

  @Test
  void regression_byHand_rmseAndMae() {
    Regression regression = new Regression().add(1, 4).merge(new Regression().add(2, -2));
    assertEquals(2, regression.count());
    assertEquals(Math.sqrt((9 + 16) / 2.0), regression.rmse(), TOLERANCE);
    assertEquals(3.5, regression.mae(), TOLERANCE);
  }

  @Test
  void accumulators_serialized_keepTheirCounts() throws Exception {
    assertEquals(0.5, copy(new Accuracy().add(1, 2)).value());
    assertEquals(2, copy(new Perplexity().add(4, 2)).nats());
    assertEquals(1, copy(new ConfusionMatrix(List.of("a")).add(0, 0)).accuracy());
    assertEquals(3, copy(new Regression().add(0, 3)).mae());
    assertEquals(1, copy(new SpanScorer().add(List.of("B"), List.of("B"))).micro().f1());
    assertEquals(2, copy(new Bleu().add("a b", List.of("a b"))).hypothesisLength());
  }

  @SuppressWarnings("unchecked")
  private static <T> T copy(T object) throws IOException, ClassNotFoundException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(object);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return (T) in.readObject();
    }
  }
}
