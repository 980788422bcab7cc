package dev.unroll.job.score;

import dev.unroll.batch.Example;
import dev.unroll.io.Model;
import dev.unroll.io.Task;
import dev.unroll.text.SpellingVectors;
import dev.unroll.text.Token;
import dev.unroll.text.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Row;
import scala.collection.Iterable;
import scala.jdk.javaapi.CollectionConverters;

/** From a row to what a model reads. For one thread. */
final class InputReader {
  /** Longest sequence: scratch grows with it, and one row must not take a whole executor. */
  static final int MOST_STEPS = 1 << 16;

  private static final Tokenizer LOWER = new Tokenizer(Tokenizer.Kind.CHARACTERS, true);
  private static final char REPLACEMENT = '\uFFFD';
  private static final int[] NO_IDS = {};
  private static final float[] NO_NUMBERS = {};

  private final Model model;
  private final InputColumns columns;
  private final int featureSize;
  private final boolean startsFromVector;

  /**
   * A reader.
   *
   * @param featureSize width of the dense vectors, 0 for none
   */
  InputReader(Model model, InputColumns columns, int featureSize) {
    this.model = model;
    this.columns = columns;
    this.featureSize = featureSize;
    this.startsFromVector = model.task() == Task.GENERATOR;
  }

  /**
   * What the model reads, or null if any of it is null.
   *
   * @throws BadRow if the model cannot read it
   */
  Input read(Row row) {
    Object text = columns.text() < 0 ? "" : row.get(columns.text());
    Object features = columns.features() < 0 ? "" : row.get(columns.features());
    Object condition = columns.condition() < 0 ? "" : row.get(columns.condition());
    if (text == null || features == null || condition == null) {
      return null;
    }
    float[] numbers = columns.features() < 0 ? NO_NUMBERS : numbers(features);
    int[] targets = columns.condition() < 0 ? NO_IDS : new int[] {condition(condition.toString())};
    if (columns.text() < 0) {
      int steps = numbers.length / featureSize;
      requireSteps(columns.featuresName(), "vectors", steps);
      return new Input(null, null, new Example(0, NO_IDS, numbers, targets, NO_NUMBERS), steps);
    }
    return read(text, numbers, targets);
  }

  private Input read(Object text, float[] numbers, int[] targets) {
    String whole;
    List<Token> tokens;
    if (text instanceof String string) {
      whole = decoded(string);
      tokens = model.text().tokenizer().tokenize(whole);
    } else {
      List<String> symbols = strings(text);
      whole = String.join(" ", symbols);
      tokens = tokens(symbols);
    }
    requireSteps(columns.textName(), "symbols", tokens.size());
    if (columns.features() >= 0) {
      requireVectors(numbers, startsFromVector ? 1 : tokens.size());
    }
    List<String> symbols = tokens.stream().map(Token::text).toList();
    int spelling = model.text().spellingSize();
    float[] vectors = spelling > 0 ? SpellingVectors.of(symbols, spelling) : numbers;
    int[] ids = model.vocabulary().encode(symbols);
    return new Input(
        whole, tokens, new Example(0, ids, vectors, targets, NO_NUMBERS), tokens.size());
  }

  /** The string itself; where bytes were no UTF-8, Spark has put another character. */
  private String decoded(String string) {
    int at = string.indexOf(REPLACEMENT);
    if (at >= 0) {
      throw new BadRow("%s must be UTF-8, got other bytes at character %d", columns.textName(), at);
    }
    return string;
  }

  private List<String> strings(Object text) {
    if (!(text instanceof Iterable<?> sequence)) {
      throw new BadRow(
          "%s must be a string or an array of strings, got %s", columns.textName(), text);
    }
    List<String> strings = new ArrayList<>();
    for (Object element : CollectionConverters.asJava(sequence)) {
      if (!(element instanceof String string)) {
        throw new BadRow("%s must hold strings only, got %s", columns.textName(), element);
      }
      strings.add(decoded(string));
    }
    return strings;
  }

  /** Symbols that are cut already, as tokens of the text that they are with spaces between. */
  private List<Token> tokens(List<String> symbols) {
    boolean lowercase = model.text().tokenizer().lowercase();
    List<Token> tokens = new ArrayList<>(symbols.size());
    int start = 0;
    for (String symbol : symbols) {
      String spelling = lowercase ? String.join("", LOWER.symbols(symbol)) : symbol;
      tokens.add(new Token(spelling, start, start + symbol.length()));
      start += symbol.length() + 1;
    }
    return tokens;
  }

  private static void requireSteps(String column, String what, int steps) {
    if (steps > MOST_STEPS) {
      throw new BadRow("%s must have at most %d %s, got %d", column, MOST_STEPS, what, steps);
    }
  }

  // ---- numbers ----------------------------------------------------------------------------------

  /** The numbers of an array, or of the arrays in it, each then of the right width. */
  private float[] numbers(Object features) {
    FloatList numbers = new FloatList();
    for (Object element : elements(features)) {
      if (element instanceof Number number) {
        numbers.add(finite(number));
        continue;
      }
      int before = numbers.size;
      for (Object inner : elements(element)) {
        numbers.add(finite(inner));
      }
      if (numbers.size - before != featureSize) {
        throw new BadRow(
            "%s must hold vectors of %d numbers, got one of %d",
            columns.featuresName(), featureSize, numbers.size - before);
      }
    }
    if (numbers.size % featureSize != 0) {
      throw new BadRow(
          "%s must hold vectors of %d numbers, got %d numbers in all",
          columns.featuresName(), featureSize, numbers.size);
    }
    return Arrays.copyOf(numbers.values, numbers.size);
  }

  private java.lang.Iterable<?> elements(Object value) {
    if (value instanceof Iterable<?> sequence) {
      return CollectionConverters.asJava(sequence);
    }
    throw new BadRow("%s must be an array of numbers, got %s", columns.featuresName(), value);
  }

  private float finite(Object value) {
    if (value instanceof Number number && Float.isFinite(number.floatValue())) {
      return number.floatValue();
    }
    throw new BadRow("%s must hold finite numbers, got %s", columns.featuresName(), value);
  }

  private void requireVectors(float[] numbers, int vectors) {
    if (numbers.length != vectors * featureSize) {
      throw new BadRow(
          "%s must hold %d vectors of %d numbers, %s, got %d",
          columns.featuresName(),
          vectors,
          featureSize,
          startsFromVector ? "to start from" : "one for each symbol",
          numbers.length / featureSize);
    }
  }

  private int condition(String label) {
    if (!model.labels().contains(label)) {
      throw new BadRow(
          "%s must be one of %s, got \"%s\"", columns.conditionName(), model.labels(), label);
    }
    return model.labels().id(label);
  }

  private static final class FloatList {
    private float[] values = new float[16];
    private int size;

    void add(float value) {
      if (size == values.length) {
        values = Arrays.copyOf(values, 2 * size);
      }
      values[size++] = value;
    }
  }
}
