package dev.unroll.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpanScorerTest {
  private static final double TOLERANCE = 1e-12;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "IOB2    | B-A I-A O B-B B-B I-B | A 0 2, B 3 4, B 4 6",
        "IOB1    | I-A I-A O I-B B-B I-B | A 0 2, B 3 4, B 4 6",
        "BIOES   | B-A E-A O S-B B-B E-B | A 0 2, B 3 4, B 4 6",
        "IOB1    | I-A I-B I-A           | A 0 1, B 1 2, A 2 3",
        "IOB2    | B-A I-B               | A 0 1, B 1 2",
        "IOB2    | O I-A O               | A 1 2",
        "BIOES   | B-A I-A O             | A 0 2",
        "BIOES   | E-A E-A               | A 0 1, A 1 2",
        "BIOES   | S-A I-A E-A I-A       | A 0 1, A 1 3, A 3 4",
        "BIOES   | B-A S-A               | A 0 1, A 1 2",
        "untyped | B I O S               | '' 0 2, '' 3 4",
        "dashes  | B-creative-work O     | creative-work 0 1",
        "outside | O O                   |",
      })
  void read_anyScheme_asConlleval(String scheme, String tags, String spans) {
    List<String> got =
        Span.read(List.of(tags.split(" "))).stream()
            .map(s -> (s.type().isEmpty() ? "''" : s.type()) + " " + s.start() + " " + s.end())
            .toList();
    assertEquals(spans == null ? "" : spans, String.join(", ", got), scheme);
  }

  @Test
  void read_unknownTag_isRefused() {
    assertEquals(
        "tag must be O or one of B, I, E, S with -type, got \"NOUN\"",
        assertThrows(IllegalArgumentException.class, () -> Span.read(List.of("O", "NOUN")))
            .getMessage());
    for (String tag : List.of("O", "B", "I-PER", "E-x-y", "S-")) {
      assertTrue(Span.isTag(tag), tag);
    }
    for (String tag : List.of("", "X", "O-PER", "BPER", "-", "b-PER")) {
      assertFalse(Span.isTag(tag), tag);
    }
  }

  @Test
  void add_excerptOfTheConll2000Example_countsAsConlleval() {
    SpanScorer scorer =
        new SpanScorer()
            .add(
                List.of("B-NP", "B-NP", "I-NP", "I-NP", "O"),
                List.of("I-NP", "B-NP", "I-NP", "I-NP", "O"))
            .add(List.of("B-NP", "B-VP", "B-NP", "I-NP"), List.of("I-NP", "B-VP", "B-NP", "I-NP"));
    assertEquals(new FScore(5, 5, 5), scorer.micro());
    assertEquals(7, scorer.tagAccuracy().correct());
    assertEquals(9, scorer.tagAccuracy().total());
  }

  @Test
  void scores_byHand_perTypeMicroAndMacro() {
    SpanScorer scorer =
        new SpanScorer()
            .add( // right, wrong end
                List.of("B-PER", "I-PER", "O", "B-LOC", "I-LOC"),
                List.of("B-PER", "I-PER", "O", "B-LOC", "O"))
            .add( // wrong type, missed, invented type
                List.of("B-PER", "O", "B-PER", "O"), List.of("B-LOC", "O", "O", "B-ORG"));
    assertEquals(List.of("LOC", "ORG", "PER"), List.copyOf(scorer.byType().keySet()));
    assertEquals(new FScore(0, 2, 1), scorer.byType().get("LOC"));
    assertEquals(new FScore(0, 1, 0), scorer.byType().get("ORG"));
    assertEquals(new FScore(1, 1, 3), scorer.byType().get("PER"));
    assertEquals(new FScore(1, 4, 4), scorer.micro());
    assertEquals(0.25, scorer.micro().f1(), TOLERANCE);
    assertEquals((0 + 0 + 0.5) / 3, scorer.macroF1(), TOLERANCE);
    assertEquals(5 / 9.0, scorer.tagAccuracy().value(), TOLERANCE);
  }

  @Test
  void merge_twoSentences_sameAsOneScorer() {
    List<String> gold = List.of("B-A", "O", "B-B");
    List<String> found = List.of("B-A", "B-B", "O");
    SpanScorer one = new SpanScorer().add(gold, found).add(found, gold);
    SpanScorer two = new SpanScorer().add(gold, found).merge(new SpanScorer().add(found, gold));
    assertEquals(one.byType(), two.byType());
    assertEquals(one.tagAccuracy().value(), two.tagAccuracy().value());
  }

  @Test
  void add_otherLength_isRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new SpanScorer().add(List.of("O"), List.of("O", "O")));
  }
}
