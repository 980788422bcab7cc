package dev.unroll.job.page;

import dev.unroll.job.chart.Html;
import dev.unroll.job.chart.Panel;
import dev.unroll.job.chart.SvgChart;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * An HTML page that is one file: its style is in it, it has no scripts and loads nothing. It fits a
 * phone, and is dark where its reader's system is. Texts are escaped here.
 */
public final class Page {
  private static final String STYLE = "page.css";

  private final StringBuilder html = new StringBuilder(1 << 16);
  private boolean inSection;

  /** An empty page with a title. */
  public Page(String title) {
    html.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    html.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    html.append("<meta name=\"color-scheme\" content=\"light dark\">\n");
    // A browser that keeps to this loads nothing, whatever a text in the page may look like.
    html.append("<meta http-equiv=\"Content-Security-Policy\" ");
    html.append("content=\"default-src 'none'; style-src 'unsafe-inline'\">\n");
    html.append("<title>").append(Html.escape(title)).append("</title>\n");
    html.append("<style>\n").append(style()).append("</style>\n</head>\n<body>\n");
    html.append("<h1>").append(Html.escape(title)).append("</h1>\n");
  }

  private static String style() {
    try (InputStream in = Page.class.getResourceAsStream(STYLE)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends the section before and begins another. */
  public Page section(String title) {
    endSection();
    inSection = true;
    return raw("<section>\n").element("h2", "", title);
  }

  private void endSection() {
    if (inSection) {
      raw("</section>\n");
    }
    inSection = false;
  }

  /** A heading within a section. */
  public Page heading(String text) {
    return element("h3", "", text);
  }

  /** A paragraph. */
  public Page paragraph(String text) {
    return element("p", "", text);
  }

  /** A paragraph in smaller letters, which explains. */
  public Page note(String text) {
    return element("p", "note", text);
  }

  /** A text as it stands, line ends and all. */
  public Page text(String text) {
    return raw("<pre dir=\"auto\">" + Html.escape(text) + "</pre>\n");
  }

  /** Sentences that must not be overlooked. */
  public Page warning(String title, List<String> sentences) {
    raw("<div class=\"warning\">").element("p", "", title).raw("<ul>");
    sentences.forEach(sentence -> element("li", "", sentence));
    return raw("</ul></div>\n");
  }

  /** A few numbers that say the most. */
  public Page tiles(List<Tile> tiles) {
    raw("<dl class=\"tiles\">");
    for (Tile tile : tiles) {
      raw("<div>").element("dt", "", tile.name()).element("dd", "", tile.value()).raw("</div>");
    }
    return raw("</dl>\n");
  }

  /** A number or word, and what it means. */
  public record Tile(String name, String value) {}

  /** Charts beside each other where there is room. */
  public Page charts(List<Panel> panels) {
    raw("<div class=\"charts\">\n");
    for (Panel panel : panels) {
      raw("<figure>").element("figcaption", "", panel.title()).raw(SvgChart.draw(panel));
      if (panel.curves().size() + panel.levels().size() > 1) {
        legend(panel);
      }
      raw("</figure>\n");
    }
    return raw("</div>\n");
  }

  private void legend(Panel panel) {
    raw("<p class=\"legend\">");
    for (int i = 0; i < panel.curves().size(); i++) {
      key("key c" + i % SvgChart.COLORS, panel.curves().get(i).name());
    }
    panel.levels().forEach(level -> key("key level", level.name()));
    raw("</p>");
  }

  private void key(String classes, String name) {
    raw("<span><i class=\"" + classes + "\"></i>").raw(Html.escape(name)).raw("</span>");
  }

  /**
   * A bar of coloured parts.
   *
   * @param parts names and sizes; their sum is the whole bar
   */
  public Page bar(List<Part> parts) {
    double sum = parts.stream().mapToDouble(Part::size).sum();
    raw("<div class=\"bar\">");
    for (int i = 0; i < parts.size(); i++) {
      Part part = parts.get(i);
      raw(
          "<i class=\"c%d\" style=\"flex-grow:%.4f\" title=\"%s\"></i>"
              .formatted(i % SvgChart.COLORS, part.size() / sum, Html.escape(part.name())));
    }
    return raw("</div>\n");
  }

  /** A part of a bar. */
  public record Part(String name, double size) {}

  /**
   * A text on coloured ground, line ends and all.
   *
   * @param separator what stands between two parts, on no colour
   */
  public Page tinted(String separator, List<Tint> parts) {
    raw("<p class=\"tinted\" dir=\"auto\">");
    for (int i = 0; i < parts.size(); i++) {
      Tint part = parts.get(i);
      raw(i > 0 ? Html.escape(separator) : "");
      raw(
          String.format(
              Locale.ROOT,
              "<span style=\"--share:%.2f\" title=\"%s\">%s</span>",
              part.share(),
              Html.escape(part.title()),
              Html.escape(part.text())));
    }
    return raw("</p>\n");
  }

  /**
   * A piece of a coloured text.
   *
   * @param share how dark, 0 to 1
   * @param title shown under the pointer
   */
  public record Tint(String text, double share, String title) {}

  /** A table; where it is too wide for the window it can be pushed aside. */
  public Page table(List<String> head, List<List<Cell>> rows) {
    return table("", head, rows);
  }

  /** A table of long texts; in a narrow window each row becomes a block of lines. */
  public Page stackedTable(List<String> head, List<List<Cell>> rows) {
    return table("stacked", head, rows);
  }

  /** A table of shaded cells. */
  public Page heatMap(List<String> head, List<List<Cell>> rows) {
    return table("heat", head, rows);
  }

  private Page table(String classes, List<String> head, List<List<Cell>> rows) {
    raw("<div class=\"scroll\"><table class=\"" + classes + "\">\n");
    if (!head.isEmpty()) {
      raw("<thead><tr>");
      for (int i = 0; i < head.size(); i++) {
        boolean numbers = !rows.isEmpty() && rows.get(0).get(i).isNumber();
        element("th", numbers ? "number" : "", head.get(i));
      }
      raw("</tr></thead>\n");
    }
    raw("<tbody>\n");
    for (List<Cell> row : rows) {
      raw("<tr>");
      for (int i = 0; i < row.size(); i++) {
        raw(row.get(i).html(head.isEmpty() ? "" : head.get(i)));
      }
      raw("</tr>\n");
    }
    return raw("</tbody></table></div>\n");
  }

  /** What is hidden until its summary is clicked. */
  public Page details(String summary, Runnable content) {
    raw("<details>").element("summary", "", summary);
    content.run();
    return raw("</details>\n");
  }

  private Page element(String name, String classes, String text) {
    html.append('<').append(name);
    if (!classes.isEmpty()) {
      html.append(" class=\"").append(classes).append('"');
    }
    html.append('>').append(Html.escape(text)).append("</").append(name).append('>');
    return this;
  }

  private Page raw(String markup) {
    html.append(markup);
    return this;
  }

  /** The whole page. */
  public String toHtml() {
    endSection();
    return html + "</body>\n</html>\n";
  }
}
