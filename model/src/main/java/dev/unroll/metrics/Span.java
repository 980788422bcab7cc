package dev.unroll.metrics;

import java.util.ArrayList;
import java.util.List;

/**
 * A run of tokens with a type, such as the name of a person.
 *
 * @param type for example {@code PER}; empty if the tags have none
 * @param start index of its first token
 * @param end index behind its last token
 */
public record Span(String type, int start, int end) {

  /**
   * The spans of one sentence's tags, in order, as the CoNLL script conlleval reads them.
   *
   * <p>A tag is {@code O}, or one of {@code B I E S} with an optional {@code -type}. One reading
   * serves IOB1, IOB2 and BIOES, because a span begins
   *
   * <ol>
   *   <li>at {@code B} and {@code S} always,
   *   <li>at {@code I} and {@code E} behind {@code O}, {@code E} or {@code S},
   *   <li>and at {@code I} and {@code E} wherever the type is another than the previous tag's,
   * </ol>
   *
   * and ends where the next one begins, before {@code O}, behind {@code E} and {@code S}, and at
   * the end of the sentence. Every sequence of tags, well-formed or not, thus has one meaning.
   *
   * @throws IllegalArgumentException if a tag is none of these
   */
  public static List<Span> read(List<String> tags) {
    List<Span> spans = new ArrayList<>();
    int start = -1; // of the open span
    char previous = 'O';
    String previousType = "";
    for (int i = 0; i < tags.size(); i++) {
      String tag = tags.get(i);
      char prefix = prefix(tag);
      String type = type(tag);
      boolean begins =
          prefix == 'B'
              || prefix == 'S' // (1)
              || (prefix != 'O'
                  && (previous == 'O'
                      || previous == 'E'
                      || previous == 'S' // (2)
                      || !type.equals(previousType))); // (3)
      boolean ends = begins || prefix == 'O' || previous == 'E' || previous == 'S';
      if (start >= 0 && ends) {
        spans.add(new Span(previousType, start, i));
        start = -1;
      }
      if (begins) {
        start = i;
      }
      previous = prefix;
      previousType = type;
    }
    if (start >= 0) {
      spans.add(new Span(previousType, start, tags.size()));
    }
    return spans;
  }

  /** Whether {@link #read} understands the tag. */
  public static boolean isTag(String tag) {
    if (tag.isEmpty()) {
      return false;
    }
    boolean alone = tag.length() == 1;
    return tag.charAt(0) == 'O'
        ? alone
        : "BIES".indexOf(tag.charAt(0)) >= 0 && (alone || tag.charAt(1) == '-');
  }

  /** Whether labels are the tags of spans: {@link #read} understands all, and one is {@code O}. */
  public static boolean areTags(List<String> labels) {
    return labels.contains("O") && labels.stream().allMatch(Span::isTag);
  }

  private static char prefix(String tag) {
    if (!isTag(tag)) {
      throw new IllegalArgumentException(
          "tag must be O or one of B, I, E, S with -type, got \"" + tag + "\"");
    }
    return tag.charAt(0);
  }

  private static String type(String tag) {
    return tag.length() > 2 ? tag.substring(2) : "";
  }
}
