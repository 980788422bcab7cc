package dev.unroll.job.corpus;

import java.util.ArrayList;
import java.util.List;

/**
 * A document of one or more lines, joined with "\n".
 *
 * @param condition name of the header line whose value the document is generated from, and which is
 *     then taken out; "" for none
 */
record DocumentParser(String condition) implements LineParser {

  @Override
  public RawExample parse(List<Line> lines) {
    List<String> body = new ArrayList<>(lines.size());
    List<String> labels = new ArrayList<>();
    String header = condition + ":";
    for (Line line : lines) {
      String content = line.content();
      if (!condition.isEmpty() && labels.isEmpty() && content.startsWith(header)) {
        labels.add(content.substring(header.length()).strip());
      } else {
        body.add(content);
      }
    }
    Place place = lines.get(0).place();
    if (!condition.isEmpty() && labels.isEmpty()) {
      throw new Malformed(
          place,
          "expected a line \"%s...\" in the document, got none from %s on"
              .formatted(header, Problem.quote(body.get(0))));
    }
    return RawExample.labelled(place, Text.of(String.join("\n", body)), labels);
  }
}
