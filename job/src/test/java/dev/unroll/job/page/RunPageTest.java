package dev.unroll.job.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RunPageTest {

  private static String page(String name) {
    return RunPage.of(SampleRuns.all().get(name));
  }

  static Stream<String> names() {
    return SampleRuns.all().keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("names")
  void page_charts_haveAxesWithUnits(String name) {
    List<String> labels =
        Pattern.compile("aria-label=\"([^\"]*)\"")
            .matcher(page(name))
            .results()
            .map(found -> found.group(1))
            .toList();
    List<String> expected =
        switch (name) {
          case "nothing" -> List.of();
          case "language-model" -> List.of("bits per character", "");
          case "generator" -> List.of("perplexity", "");
          case "translator" -> List.of("perplexity", "");
          case "regressor" -> List.of("squared error", "root mean squared error", "");
          case "killed" -> List.of("nats per label", "");
          default -> List.of("nats per label", "F1 (0 to 1)", "");
        };
    assertEquals(expected.isEmpty() ? 0 : expected.size() + 1, labels.size(), labels.toString());
    for (int i = 0; i < expected.size(); i++) {
      assertTrue(labels.get(i).contains(": " + expected.get(i)), labels.toString());
      assertTrue(labels.get(i).contains("over step (20 an epoch)"), labels.toString());
    }
  }

  @Test
  void page_ofAWholeRun_saysEverything() {
    String page = page("tagger");
    for (String text :
        List.of(
            "A tagger. It began on 2026-03-01 10:00 UTC and ended on 2026-03-01 10:01 UTC after"
                + " step 100: all steps are done.",
            "<dt>best F1 (0 to 1)</dt><dd>0.9174</dd>",
            "<dt>tokens a second</dt><dd>125,000</dd>",
            "clipped above 3",
            "<mark>sea</mark>",
            "waiting for the slowest shard</th><td class=\"number\">0.500</td>",
            "executor 1</th><td class=\"number\">1.0</td><td class=\"number\">2.0</td>",
            "conf/tagger.conf:12",
            "1 more keys have their defaults",
            "Fingerprint of the training data: 0123456789abcdef",
            "A CPU")) {
      assertTrue(page.contains(text), text + " in\n" + page);
    }
    assertFalse(page.contains("What is missing"));
  }

  @Test
  void page_ofAClassifier_hasItsMatrix() {
    String page = page("classifier");
    assertTrue(page.contains("--share:0.811\" title=\"label 3 taken for label 3: 81.1 %\">90<"));
    assertTrue(page.contains("label 3 taken for label 4: 0.9 %\">1<"));
  }

  @Test
  void page_ofATranslator_showsAttention() {
    String page = page("translator");
    assertTrue(page.contains("june 1</h3>"), page);
    assertTrue(page.contains("\u2423</th>"), page);
    assertTrue(page.contains("--share:0.400\" title=\"0.40\">"), page);
  }

  @Test
  void page_longRun_isThinnedOut() {
    String page = page("language-model");
    assertTrue(page.contains("class=\"band c0\""), "2,000 steps are more than points");
    assertTrue(page.length() < 150_000, "bytes: " + page.length());
  }

  @Test
  void page_textsThatLookLikeMarkup_stayTexts() {
    assertTrue(
        page("language-model")
            .contains("&lt;script&gt;alert(&#39;no&#39;)&lt;/script&gt; &amp; &quot;&lt;img"));
  }

  @Test
  void page_withGaps_saysWhatIsMissingAndShowsTheRest() {
    String page = page("killed");
    assertTrue(page.contains("What is missing"));
    assertTrue(page.contains("<li>no end is recorded</li>"));
    assertTrue(page.contains("<svg"));
    assertTrue(page("nothing").contains("There is no step to draw."));
  }
}
