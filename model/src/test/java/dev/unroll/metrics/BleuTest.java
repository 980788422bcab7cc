package dev.unroll.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class BleuTest {
  /** Six digits of the published scores. */
  private static final double TOLERANCE = 1e-6;

  private static final List<String> HYPOTHESES =
      List.of("The dog bit the man.", "It wasn't surprising.", "The man had just bitten him.");
  private static final List<List<String>> REFERENCES =
      List.of(
          List.of("The dog bit the man.", "The dog had bit the man."),
          List.of("It was not unexpected.", "No one was surprised."),
          List.of("The man bit him first.", "The man had bitten the dog."));

  @Test
  void score_exampleOfSacreBleusReadme_matches() {
    Bleu bleu = new Bleu();
    for (int i = 0; i < HYPOTHESES.size(); i++) {
      bleu.add(HYPOTHESES.get(i), REFERENCES.get(i));
    }
    assertEquals(48.530827, bleu.score(), TOLERANCE);
  }

  @Test
  void score_sentenceWithoutFourGramMatch_isSmoothedAsSacreBleuDoes() {
    double score =
        new Bleu()
            .add(
                "Producția de zahăr primă va fi exprimată în ceea ce privește zahărul alb;",
                List.of("producţia de zahăr brut se exprimă în zahăr alb;"))
            .score();
    assertEquals(8.493, score, 1e-3);
  }

  @Test
  void score_byHand_clipsCountsAndTakesTheClosestLength() {
    // 1-grams: "the" twice at most and "cat" → 3 of 4; 2-grams: "the cat" → 1 of 3; 3- and 4-grams:
    // none of 2 and of 1, smoothed to ½ and ¼. Lengths 5 and 3 are equally close: 3, no penalty.
    Bleu bleu = new Bleu().add("the the the cat", List.of("the cat sat the mat", "the big cat"));
    assertEquals(3, bleu.referenceLength());
    assertEquals(1, bleu.brevityPenalty());
    double want = 100 * Math.pow((3 / 4.0) * (1 / 3.0) * (0.5 / 2) * (0.25 / 1), 0.25);
    assertEquals(want, bleu.score(), TOLERANCE);
  }

  @Test
  void score_shortHypothesis_isPenalized() {
    Bleu bleu = new Bleu().add("a b c d", List.of("a b c d e f"));
    assertEquals(Math.exp(1 - 6 / 4.0), bleu.brevityPenalty(), TOLERANCE);
    assertEquals(100 * Math.exp(1 - 6 / 4.0), bleu.score(), TOLERANCE);
  }

  @Test
  void score_identical_isHundred() {
    assertEquals(100, new Bleu().add("a b c d", List.of("a b c d")).score(), TOLERANCE);
  }

  @Test
  void score_noMatchOrNothingToMatch_isZero() {
    assertEquals(0, new Bleu().score());
    assertEquals(0, new Bleu().add("", List.of("a b c d e")).score());
    assertEquals(0, new Bleu().add("this is a cat", List.of("okay thanks")).score());
    assertEquals(0, new Bleu().add("a b c", List.of("a b c")).score());
  }

  @Test
  void merge_anyPartition_sameScore() {
    Bleu first = new Bleu().add(HYPOTHESES.get(2), REFERENCES.get(2));
    Bleu second = new Bleu().add(HYPOTHESES.get(1), REFERENCES.get(1));
    second.add(HYPOTHESES.get(0), REFERENCES.get(0));
    assertEquals(48.530827, new Bleu().merge(first).merge(second).score(), TOLERANCE);
  }

  @Test
  void add_emptyReferences_areIgnoredUnlessAllAre() {
    assertEquals(100, new Bleu().add("a b c d", List.of("", "a b c d")).score(), TOLERANCE);
    assertEquals(
        "references must hold one that is not empty, got []",
        assertThrows(IllegalArgumentException.class, () -> new Bleu().add("a", List.of()))
            .getMessage());
  }
}
