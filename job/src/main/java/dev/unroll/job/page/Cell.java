package dev.unroll.job.page;

import dev.unroll.job.chart.Html;
import dev.unroll.job.chart.SvgChart;
import java.util.Locale;

/**
 * A cell of a table.
 *
 * @param classes of its style
 * @param style more of it, "" for none
 * @param content HTML
 * @param title shown under the pointer, "" for nothing
 */
public record Cell(String classes, String style, String content, String title) {

  private static final int SHORT = 24;

  /** A word or a few, on one line where that is short. */
  public static Cell text(String text) {
    return new Cell(text.length() <= SHORT ? "short" : "long", "", Html.escape(text), "");
  }

  /** A text that may be broken anywhere. */
  public static Cell longText(String text) {
    return new Cell("long", "", Html.escape(text), "");
  }

  /** The name of a row, with the colour of the part of a bar that it stands for. */
  static Cell key(int color, String text) {
    String key = "<i class=\"key c" + color % SvgChart.COLORS + "\"></i>";
    return new Cell("head", "", key + Html.escape(text), "");
  }

  /** The name of a row. */
  public static Cell head(String text) {
    return new Cell("head", "", Html.escape(text), "");
  }

  /** A number as it is to be read. */
  public static Cell number(String number) {
    return new Cell("number", "", Html.escape(number), "");
  }

  /** A text some of which is marked; nothing where that is empty. */
  public static Cell marked(String before, String marked, String behind) {
    String mark = marked.isEmpty() ? "" : "<mark>" + Html.escape(marked) + "</mark>";
    return new Cell("sentence", "", Html.escape(before) + mark + Html.escape(behind), "");
  }

  /**
   * A shaded cell.
   *
   * @param share how dark, 0 to 1
   */
  public static Cell shaded(String number, double share, String title) {
    double bounded = Math.max(0, Math.min(1, share));
    String style = String.format(Locale.ROOT, "--share:%.3f", bounded);
    return new Cell("number shaded", style, Html.escape(number), title);
  }

  /** The same with a frame. */
  public Cell framed() {
    return new Cell(classes + " framed", style, content, title);
  }

  boolean isNumber() {
    return classes.startsWith("number");
  }

  /**
   * The element.
   *
   * @param label the name of its column
   */
  String html(String label) {
    boolean head = classes.equals("head");
    StringBuilder html = new StringBuilder(head ? "<th scope=\"row\"" : "<td");
    attribute(html, "class", head ? "" : classes);
    attribute(html, "style", style);
    attribute(html, "title", Html.escape(title));
    if (classes.equals("long")) {
      attribute(html, "data-label", Html.escape(label));
    }
    return html.append('>').append(content).append(head ? "</th>" : "</td>").toString();
  }

  private static void attribute(StringBuilder html, String name, String value) {
    if (!value.isEmpty()) {
      html.append(' ').append(name).append("=\"").append(value).append('"');
    }
  }
}
