package dev.unroll.job.corpus;

import java.util.ArrayList;
import java.util.List;

/** A sentence with a tag for each token: a line for each, {@code token<TAB>tag}. */
record ConllParser() implements LineParser {

  @Override
  public RawExample parse(List<Line> lines) {
    List<String> tokens = new ArrayList<>(lines.size());
    List<String> tags = new ArrayList<>(lines.size());
    for (Line line : lines) {
      String content = line.content();
      int tab = content.indexOf('\t');
      String token = tab < 0 ? "" : content.substring(0, tab);
      String tag = content.substring(tab + 1).strip();
      if (token.isBlank() || tag.isEmpty() || tag.indexOf('\t') >= 0) {
        throw new Malformed(line.place(), "expected token<TAB>tag, got " + Problem.quote(content));
      }
      tokens.add(token);
      tags.add(tag);
    }
    return RawExample.labelled(lines.get(0).place(), Text.of(tokens), tags);
  }
}
