package dev.unroll.job.page;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The pages of runs and inspections of each task in a headless Chromium: on a desk and on a phone,
 * light and dark. It loads nothing, the console is silent, nothing sticks out, overlaps or is hard
 * to read. Pictures of all pages stay in {@code target/pages}.
 *
 * <p>Needs the program {@code chromium}, so it is no part of {@code mvn verify}; {@code .ci/run}
 * installs it and runs this.
 */
class PageBrowserCheck {
  private static final Path PICTURES = Path.of("target/pages");

  private static final String FLAWED =
      "<!DOCTYPE html><meta name=viewport content='width=device-width, initial-scale=1'>";

  @TempDir static Path folder;
  private static Browser browser;
  private static String check;

  @BeforeAll
  static void start() throws Exception {
    try (InputStream in = PageBrowserCheck.class.getResourceAsStream("check.js")) {
      check = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    Files.createDirectories(PICTURES);
    browser = new Browser(Files.createDirectory(folder.resolve("profile")));
  }

  @AfterAll
  static void stop() throws Exception {
    browser.close();
  }

  static Stream<String> names() {
    return SamplePages.all().keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("names")
  void page_onAnyScreen_isReadable(String name) throws Exception {
    Path file = Files.writeString(folder.resolve(name + ".html"), SamplePages.all().get(name));
    List<String> problems = new ArrayList<>();
    for (int width : new int[] {1280, 390}) {
      for (boolean dark : new boolean[] {false, true}) {
        String screen = width + (dark ? "-dark" : "-light");
        browser.open(file, width, dark);
        browser.screenshot(PICTURES.resolve(name + "-" + screen + ".png"));
        for (JsonNode problem : browser.evaluate(check)) {
          problems.add(screen + ": " + problem.asText());
        }
        browser.complaints().forEach(problem -> problems.add(screen + ": " + problem));
        assertEquals(List.of(file.toUri().toString()), browser.requests());
      }
    }
    assertEquals(List.of(), problems);
  }

  /** The check itself must find what it is there for. */
  @ParameterizedTest
  @MethodSource("flaws")
  void check_flawedPage_finds(String body, String problem) throws Exception {
    Path file = Files.writeString(folder.resolve("flawed.html"), FLAWED + body);
    browser.open(file, 390, false);
    List<String> found = new ArrayList<>(browser.complaints());
    browser.evaluate(check).forEach(node -> found.add(node.asText()));
    assertEquals(1, found.stream().filter(text -> text.contains(problem)).count(), found::toString);
  }

  static Stream<Arguments> flaws() {
    String svg =
        "<body><svg width=100 height=50><text x=%d y=20>one</text><text x=12 y=20>two</text>";
    return Stream.of(
        flaw("<body><p style='width:600px'>wide", "the page is 6"),
        flaw("<body><p style='color:#aaa'>pale", "contrast 2.32 of \"pale\""),
        flaw("<body><p style='font-size:5px'>small", "height 5"),
        flaw("<body style='background:#000;color:#fff'>night", "the page is dark"),
        flaw(
            "<body><table><td style='max-width:20px;white-space:nowrap'>a long word<td>next</table>",
            "\"a long word\" sticks out of its cell"),
        flaw(svg.formatted(10), "labels \"one\" and \"two\" overlap"),
        flaw(svg.formatted(90), "the label \"one\" is cut off"),
        flaw("<body>x<script>console.log('hello')</script>", "hello"));
  }

  private static Arguments flaw(String body, String problem) {
    return Arguments.of(body, problem);
  }
}
