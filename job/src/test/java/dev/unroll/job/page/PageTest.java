package dev.unroll.job.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.StringReader;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class PageTest {

  static Stream<String> names() {
    return SamplePages.all().keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("names")
  void page_ofAnyKind_isOneFileWithoutScripts(String name) {
    String page = SamplePages.all().get(name);
    assertFalse(
        Pattern.compile("<(script|link|img|iframe|object|base|form)\\b").matcher(page).find());
    assertFalse(Pattern.compile("(src|href)=|url\\(|@import").matcher(markup(page)).find(), name);
    assertFalse(page.contains("NaN"), name);
    assertFalse(page.contains("Infinity"), name);
  }

  /** The page without its texts. */
  private static String markup(String page) {
    return page.replaceAll("(?s)>[^<]*<", "><").replaceAll("\"[^\"]*\"", "\"\"");
  }

  /** Every element is closed where it should be: a page is XML but for what stands in its head. */
  @ParameterizedTest
  @MethodSource("names")
  void page_ofAnyKind_isWellFormed(String name) throws Exception {
    String body =
        SamplePages.all().get(name).replaceFirst("(?s).*?<body>", "<body>").replace("</html>", "");
    Document document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(body)));
    assertEquals(1, document.getElementsByTagName("h1").getLength());
  }
}
