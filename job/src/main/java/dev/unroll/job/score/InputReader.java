package dev.unroll.job.score;

import dev.unroll.batch.Example;
import dev.unroll.io.Model;
import dev.unroll.io.Task;
import dev.unroll.job.config.UserError;
import dev.unroll.text.SpellingVectors;
import dev.unroll.text.Token;
import dev.unroll.text.Tokenizer;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import scala.collection.Iterable;
import scala.jdk.javaapi.CollectionConverters;

/** From a row to what a model reads. For one thread. */
final class InputReader {
  private static final Tokenizer LOWER = new Tokenizer(Tokenizer.Kind.CHARACTERS, true);
  private static final int[] NO_IDS = {};
  private static final float[] NO_FEATURES = {};

  private final Model model;
  private final InputColumns columns;
  private final int featureSize;

  /**
   * A reader.
   *
   * @param featureSize width of the dense vectors, 0 for none
   */
  InputReader(Model model, InputColumns columns, int featureSize) {
    this.model = model;
    this.columns = columns;
    this.featureSize = featureSize;
  }

  /** What the model reads, or null if any of it is null. */
  Input read(Row row) {
    Object text = columns.text() < 0 ? "" : plain(row.get(columns.text()));
    Object features = columns.features() < 0 ? List.of() : plain(row.get(columns.features()));
    Object condition = columns.condition() < 0 ? "" : row.get(columns.condition());
    if (text == null || features == null || condition == null) {
      return null;
    }
    float[] numbers = numbers(features);
    int[] targets = columns.condition() < 0 ? NO_IDS : new int[] {condition(condition.toString())};
    if (columns.text() < 0) {
      int steps = numbers.length / featureSize;
      require(numbers, steps, "steps");
      return new Input(null, null, new Example(0, NO_IDS, numbers, targets, NO_FEATURES), steps);
    }
    boolean cut = text instanceof List;
    List<Token> tokens =
        cut ? symbols((List<?>) text) : model.text().tokenizer().tokenize((String) text);
    List<String> symbols = tokens.stream().map(Token::text).toList();
    int[] ids = model.vocabulary().encode(symbols);
    if (model.text().spellingSize() > 0) {
      numbers = SpellingVectors.of(symbols, model.text().spellingSize());
    }
    if (model.task() == Task.GENERATOR) {
      require(numbers, 1, "start");
    } else {
      require(numbers, ids.length, "symbols");
    }
    return new Input(
        cut ? join((List<?>) text) : (String) text,
        tokens,
        new Example(0, ids, numbers, targets, NO_FEATURES),
        ids.length);
  }

  /** Spark's sequences as lists, all the way down; null where any element is null. */
  private static Object plain(Object value) {
    if (!(value instanceof Iterable<?> sequence)) {
      return value;
    }
    List<Object> list = new ArrayList<>();
    for (Object element : CollectionConverters.asJava(sequence)) {
      Object plain = plain(element);
      if (plain == null) {
        return null;
      }
      list.add(plain);
    }
    return list;
  }

  /** Symbols that are cut already, as tokens of the text that they are with spaces between. */
  private List<Token> symbols(List<?> symbols) {
    boolean lowercase = model.text().tokenizer().lowercase();
    List<Token> tokens = new ArrayList<>(symbols.size());
    int start = 0;
    for (Object symbol : symbols) {
      String given = symbol.toString();
      String spelling = lowercase ? String.join("", LOWER.symbols(given)) : given;
      tokens.add(new Token(spelling, start, start + given.length()));
      start += given.length() + 1;
    }
    return tokens;
  }

  private static String join(List<?> symbols) {
    return String.join(" ", symbols.stream().map(Object::toString).toList());
  }

  private static float[] numbers(Object features) {
    List<Float> numbers = new ArrayList<>();
    addNumbers(features, numbers);
    float[] values = new float[numbers.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = numbers.get(i);
    }
    return values;
  }

  private static void addNumbers(Object value, List<Float> numbers) {
    if (value instanceof List<?> list) {
      list.forEach(element -> addNumbers(element, numbers));
    } else {
      numbers.add(((Number) value).floatValue());
    }
  }

  private void require(float[] numbers, int steps, String what) {
    if (numbers.length != steps * featureSize) {
      throw new UserError(
          "%s must hold %d numbers for each of %d %s, got %d numbers"
              .formatted(columns.featuresName(), featureSize, steps, what, numbers.length));
    }
  }

  private int condition(String label) {
    if (!model.labels().contains(label)) {
      throw new UserError(
          "%s must be one of %s, got \"%s\""
              .formatted(columns.conditionName(), model.labels(), label));
    }
    return model.labels().id(label);
  }
}
