package dev.unroll.job.corpus;

import dev.unroll.batch.Example;
import dev.unroll.job.config.Task;
import dev.unroll.text.LabelSet;
import dev.unroll.text.Vocabulary;
import java.io.Serializable;
import java.util.List;

/**
 * Numbers the symbols and labels of an example that is cut already; see {@link Example} for what
 * its fields mean by task.
 */
record ExampleEncoder(Task task, Encoding encoding, LabelSplitter splitter)
    implements Serializable {
  private static final int[] NO_IDS = {};

  /** The example, under id 0. */
  Example encode(RawExample example) {
    int[] tokens = example.text() == null ? NO_IDS : ids(encoding.vocabulary(), example.text());
    boolean sigmoid = splitter.several() && !example.labels().isEmpty();
    return new Example(
        0,
        tokens,
        example.features(),
        sigmoid ? NO_IDS : targets(example),
        sigmoid ? indicators(example.labels()) : example.values());
  }

  private int[] targets(RawExample example) {
    if (task == Task.TRANSLATOR) {
      return ids(encoding.targetVocabulary(), example.target());
    }
    return example.labels().stream().mapToInt(label -> encoding.labels().id(label)).toArray();
  }

  /** For each label (one, or one a step) a 1 for every output that it names, else 0. */
  private float[] indicators(List<String> labels) {
    LabelSet outputs = encoding.labels();
    float[] indicators = new float[labels.size() * outputs.size()];
    for (int i = 0; i < labels.size(); i++) {
      for (String output : splitter.outputs(labels.get(i))) {
        indicators[i * outputs.size() + outputs.id(output)] = 1;
      }
    }
    return indicators;
  }

  private static int[] ids(Vocabulary vocabulary, Text text) {
    return vocabulary.encode(text.symbols());
  }
}
