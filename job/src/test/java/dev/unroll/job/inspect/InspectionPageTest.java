package dev.unroll.job.inspect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class InspectionPageTest {

  private static String page(String name) {
    return InspectionPage.of("runs/" + name + "/model", SampleInspections.all().get(name));
  }

  private static void assertShows(String page, String... texts) {
    for (String text : texts) {
      assertTrue(page.contains(text), text + " in\n" + page);
    }
  }

  @Test
  void page_ofALanguageModel_coloursEachSymbolByItsSurprise() {
    String page = page("characters");
    assertShows(
        page,
        "<h1>Inside characters/model</h1>",
        "runs/characters/model</p>",
        "A language model, lstm, 1 layers of 50 units. It has read 100 sequences of",
        "<dt>clipped steps</dt><dd>3.0%</dd>",
        "Clipped steps of the run in hdfs://store/runs/r: 3.0% of 1,710, norm above 1.00 or a value"
            + " above 5.00.",
        "<span style=\"--share:1.00\" title=\"T: 7.50 nats, p = 0.000553\">T</span>",
        ">\u21b5\n</span>",
        "title=\"\u2423: ",
        "<td class=\"short\">\u2423</td>");
    assertEquals(400 + 5, page.split("<span style=\"--share").length - 1, "symbols and a scale");
  }

  @Test
  void page_charts_areOnePerLayerAndDirectionWithUnits() {
    List<String> labels =
        Pattern.compile("aria-label=\"([^\"]*)\"")
            .matcher(page("words"))
            .results()
            .map(found -> found.group(1))
            .toList();
    String flow = ": share of the gradient that is left over steps before the last one";
    String mean = ": mean value of gates: mean value over units, in rising order of each curve";
    assertEquals(
        List.of(
            "layer 1" + flow,
            "layer 1 reverse" + flow,
            "layer 2" + flow,
            "layer 2 reverse" + flow,
            "layer 1" + mean,
            "layer 2" + mean,
            "How long units remember: steps over units, in rising order of each curve"),
        labels);
  }

  @Test
  void page_ofATagger_framesTheLabelsOfTheData() {
    String page = page("short");
    assertShows(
        page,
        "<td class=\"number shaded framed\" style=\"--share:0.250\" title=\"step 1 a: 25.0%\">25</td>",
        "<td class=\"number shaded framed\" style=\"--share:0.750\" title=\"step 1 b: 75.0%\">75</td>",
        "<td class=\"number shaded\" style=\"--share:0.004\" title=\"step 1 c: 0.4%\"></td>");
    assertEquals(100 - 9, page("tagger").split("framed\"").length - 1, "so many steps and no more");
  }

  @Test
  void page_withoutSomeParts_saysWhy() {
    assertShows(page("translator"), "What is not here", "gradient flow</th>", "two stacks</td>");
    assertFalse(page("translator").contains("<svg"));
    assertShows(page("short"), "no record in &lt;script&gt;");
    assertFalse(page("words").contains("What is not here"));
  }
}
