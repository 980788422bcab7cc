package dev.unroll.job.corpus;

import dev.unroll.job.config.CorpusConfig;
import dev.unroll.job.config.Task;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which columns a task needs, and what they mean.
 *
 * @param hasText whether there is a text; it may be missing where the input is dense
 */
record ColumnMapper(Task task, CorpusConfig corpus, boolean hasText) implements Serializable {
  private static final float[] NO_VALUES = {};

  /** Whether vectors at every step may be all that is read; a generator only starts from one. */
  boolean mayLackText() {
    return !corpus.featuresColumn().isEmpty() && task != Task.GENERATOR;
  }

  /** Column names by the configuration key that names them. */
  Map<String, String> columns() {
    Map<String, String> columns = new LinkedHashMap<>();
    if (task == Task.TRANSLATOR) {
      columns.put("corpus.source-column", corpus.sourceColumn());
      columns.put("corpus.target-column", corpus.targetColumn());
    } else if (hasText) {
      columns.put("corpus.text-column", corpus.textColumn());
    }
    switch (task) {
      case TAGGER -> columns.put("corpus.tag-column", corpus.tagColumn());
      case CLASSIFIER, REGRESSOR -> columns.put("corpus.label-column", corpus.labelColumn());
      case GENERATOR -> {
        if (!corpus.condition().isEmpty()) {
          columns.put("corpus.condition", corpus.condition());
        }
      }
      case LANGUAGE_MODEL, TRANSLATOR -> {}
    }
    if (!corpus.featuresColumn().isEmpty()) {
      columns.put("corpus.features-column", corpus.featuresColumn());
    }
    return columns;
  }

  /**
   * The example of a record.
   *
   * @throws Malformed if a field is missing or of another type
   */
  RawExample map(Place place, Columns record) {
    Fields fields = new Fields(place, record);
    boolean translates = task == Task.TRANSLATOR;
    Text text =
        translates
            ? fields.text(corpus.sourceColumn())
            : hasText ? fields.text(corpus.textColumn()) : null;
    return new RawExample(
        place,
        text,
        translates ? fields.text(corpus.targetColumn()) : null,
        labels(fields),
        corpus.featuresColumn().isEmpty() ? NO_VALUES : fields.numbers(corpus.featuresColumn()),
        task == Task.REGRESSOR ? fields.numbers(corpus.labelColumn()) : NO_VALUES);
  }

  private List<String> labels(Fields fields) {
    return switch (task) {
      case TAGGER -> fields.words(corpus.tagColumn());
      case CLASSIFIER -> List.of(fields.word(corpus.labelColumn()));
      case GENERATOR ->
          corpus.condition().isEmpty() ? List.of() : List.of(fields.word(corpus.condition()));
      case LANGUAGE_MODEL, REGRESSOR, TRANSLATOR -> List.of();
    };
  }

  /** The typed fields of one record. */
  private record Fields(Place place, Columns columns) {

    Text text(String name) {
      Object value = get(name);
      return value instanceof List<?> ? Text.of(words(name)) : Text.of(word(name));
    }

    String word(String name) {
      return scalar(name, get(name));
    }

    List<String> words(String name) {
      Object value = get(name);
      if (value instanceof List<?> list) {
        List<String> words = new ArrayList<>(list.size());
        for (Object element : list) {
          words.add(scalar(name, element));
        }
        return words;
      }
      String words = scalar(name, value).strip();
      return words.isEmpty() ? List.of() : List.of(words.split("\\s+"));
    }

    float[] numbers(String name) {
      List<Float> numbers = new ArrayList<>();
      addNumbers(name, get(name), numbers);
      float[] values = new float[numbers.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = numbers.get(i);
      }
      return values;
    }

    private void addNumbers(String name, Object value, List<Float> numbers) {
      if (value instanceof List<?> list) {
        for (Object element : list) {
          addNumbers(name, element, numbers);
        }
        return;
      }
      float number;
      try {
        number = value instanceof Number n ? n.floatValue() : Float.parseFloat(scalar(name, value));
      } catch (NumberFormatException e) {
        number = Float.NaN;
      }
      if (!Float.isFinite(number)) {
        throw new Malformed(
            place,
            "expected a number in column %s, got %s"
                .formatted(name, Problem.quote(String.valueOf(value))));
      }
      numbers.add(number);
    }

    private String scalar(String name, Object value) {
      if (value instanceof String || value instanceof Number || value instanceof Boolean) {
        return value.toString();
      }
      throw new Malformed(
          place,
          "expected a word or a text in column %s, got %s"
              .formatted(name, value == null ? "nothing" : Problem.quote(value.toString())));
    }

    private Object get(String name) {
      Object value = columns.get(name);
      if (value == null) {
        throw new Malformed(place, "expected a value in column " + name + ", got nothing");
      }
      return value;
    }
  }
}
