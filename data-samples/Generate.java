import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.Month;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Makes the sample corpora of this directory. Run it from the root of the repository:
 *
 * <pre>
 * java data-samples/Generate.java [NAME...] [--output DIR] [--rows N] [--seed S]
 * </pre>
 *
 * <p>Without a name it makes all of them. The same seed gives the same bytes on every machine: all
 * numbers come from {@link Random}, whose algorithm is specified, and each corpus has a generator
 * of its own, so that making one alone or all together is the same. Sentences come from the
 * grammars in {@code data-samples/grammars}; {@link Grammar} says how to read them.
 */
public final class Generate {
  private static final Path GRAMMARS = Path.of("data-samples", "grammars");

  /** A corpus: how many rows (sentences, scenes, tunes) it has by default, and how it is made. */
  private record Sample(int rows, Maker maker) {}

  private interface Maker {
    void make(Output output, int rows, Random random) throws IOException;
  }

  private static final Map<String, Sample> SAMPLES = new LinkedHashMap<>();

  static {
    SAMPLES.put("char-lm", new Sample(340, Generate::charLm));
    SAMPLES.put("word-lm", new Sample(5000, Generate::wordLm));
    SAMPLES.put("names", new Sample(1500, Generate::names));
    SAMPLES.put("pos", new Sample(1500, Generate::partsOfSpeech));
    SAMPLES.put("sentiment", new Sample(2000, Generate::sentiment));
    SAMPLES.put("stars", new Sample(2000, Generate::stars));
  }

  private Generate() {}

  public static void main(String[] arguments) throws IOException {
    List<String> names = new ArrayList<>();
    Path directory = Path.of("data-samples");
    Integer rows = null;
    long seed = 1;
    for (int i = 0; i < arguments.length; i++) {
      switch (arguments[i]) {
        case "--output" -> directory = Path.of(arguments[++i]);
        case "--rows" -> rows = Integer.valueOf(arguments[++i]);
        case "--seed" -> seed = Long.parseLong(arguments[++i]);
        default -> names.add(arguments[i]);
      }
    }
    if (!SAMPLES.keySet().containsAll(names)) {
      throw new IllegalArgumentException("names must be of " + SAMPLES.keySet() + ", got " + names);
    }
    for (String name : names.isEmpty() ? SAMPLES.keySet() : names) {
      Sample sample = SAMPLES.get(name);
      Random random = new Random(31 * seed + name.hashCode());
      Output output = new Output(directory.resolve(name));
      sample.maker().make(output, rows == null ? sample.rows() : rows, random);
    }
  }

  // ------------------------------------------------------------------------- text from grammars

  /** Scenes of a play, for a character model: one in twenty for validation, one for the test. */
  private static void charLm(Output output, int rows, Random random) throws IOException {
    Grammar grammar = Grammar.read("char-lm", random);
    output.split("txt", distinct(rows, () -> grammar.expand("scene")), 20);
  }

  /**
   * Sentences for a word model. Two words never stand together here, "apple and pear", so that a
   * model has to compose them.
   */
  private static void wordLm(Output output, int rows, Random random) throws IOException {
    Grammar grammar = Grammar.read("word-lm", random);
    Supplier<String> sentence = () -> grammar.expand("sentence") + "\n";
    output.split("txt", distinct(rows, sentence, text -> !text.contains("apple and pear")), 10);
  }

  /** Sentences with persons, places and organisations, one token a line, IOB2. */
  private static void names(Output output, int rows, Random random) throws IOException {
    Grammar grammar = Grammar.read("names", random);
    output.split("conll", distinct(rows, () -> spansToTags(grammar.expand("sentence"))), 10);
  }

  /** "[PER Anna Lee] ran" becomes one line for each token: Anna B-PER, Lee I-PER, ran O. */
  private static String spansToTags(String sentence) {
    StringBuilder lines = new StringBuilder();
    String type = null;
    boolean first = false;
    for (String word : sentence.split(" ")) {
      if (word.startsWith("[")) {
        type = word.substring(1);
        first = true;
        continue;
      }
      boolean last = word.endsWith("]");
      String token = last ? word.substring(0, word.length() - 1) : word;
      String tag = type == null ? "O" : (first ? "B-" : "I-") + type;
      lines.append(token).append('\t').append(tag).append('\n');
      type = last ? null : type;
      first = false;
    }
    return lines.append('\n').toString();
  }

  /** Sentences with the universal part of speech of each token, one token a line. */
  private static void partsOfSpeech(Output output, int rows, Random random) throws IOException {
    Grammar grammar = Grammar.read("pos", random);
    Supplier<String> sentence =
        () -> {
          StringBuilder lines = new StringBuilder();
          for (String word : grammar.expand("sentence").split(" ")) {
            lines.append(word.replace('/', '\t')).append('\n');
          }
          return lines.append('\n').toString();
        };
    output.split("conll", distinct(rows, sentence), 10);
  }

  /** Reviews with label 1 (positive) or 0 (negative). */
  private static void sentiment(Output output, int rows, Random random) throws IOException {
    Grammar grammar = Grammar.read("sentiment", random);
    output.split("tsv", distinct(rows, () -> grammar.expand("review") + "\n"), 10);
  }

  /** Reviews with one to five stars, for a classifier or a regressor. */
  private static void stars(Output output, int rows, Random random) throws IOException {
    Grammar grammar = Grammar.read("stars", random);
    output.split("tsv", distinct(rows, () -> grammar.expand("review") + "\n"), 10);
  }

  /** Draws until there are {@code count} different items, in the order in which they came. */
  private static List<String> distinct(int count, Supplier<String> draw) {
    return distinct(count, draw, item -> true);
  }

  /** The same, of the items that {@code wanted} lets pass. */
  private static List<String> distinct(
      int count, Supplier<String> draw, Predicate<String> wanted) {
    Set<String> items = new LinkedHashSet<>();
    for (long tries = 0; items.size() < count; tries++) {
      if (tries > 1000L * count) {
        throw new IllegalArgumentException("only " + items.size() + " different rows can be made");
      }
      String item = draw.get();
      if (wanted.test(item)) {
        items.add(item);
      }
    }
    return List.copyOf(items);
  }

  /** The files of one corpus. */
  private record Output(Path directory) {
    /** Writes items (each with its line ends) to a file of this corpus. */
    void write(String file, Collection<String> items) throws IOException {
      Path path = directory.resolve(file);
      Files.createDirectories(path.getParent());
      Files.writeString(path, String.join("", items));
    }

    /** Of every {@code period} items the last goes to test, the one before to valid. */
    void split(String extension, List<String> items, int period) throws IOException {
      Map<String, List<String>> parts = new LinkedHashMap<>();
      for (String part : List.of("train", "valid", "test")) {
        parts.put(part, new ArrayList<>());
      }
      for (int i = 0; i < items.size(); i++) {
        int place = i % period;
        String part = place == period - 1 ? "test" : place == period - 2 ? "valid" : "train";
        parts.get(part).add(items.get(i));
      }
      for (Map.Entry<String, List<String>> part : parts.entrySet()) {
        write(part.getKey() + "." + extension, part.getValue());
      }
    }
  }

  /**
   * A grammar that writes text. In a file, {@code name: this | or that} is a rule, indented lines
   * add alternatives, {@code _} is the empty one, {@code \n} a line end, {@code \t} a tab, and # starts a comment.
   * In an alternative
   *
   * <pre>
   * {rule}         is an expansion of the rule
   * {^rule}        the same with a capital
   * {rule.1}       field 1 of it, where fields are separated by /
   * {name:=rule}   writes nothing, but remembers an expansion that no other name has
   * {name}         is what was remembered, until the end of this text
   * </pre>
   *
   * <p>A long rule does not repeat what it drew a moment ago. {@code a} becomes {@code an} by itself.
   */
  private static final class Grammar {
    private static final Pattern SLOT =
        Pattern.compile("\\{(\\^?)([A-Za-z][\\w-]*)(?::=([A-Za-z][\\w-]*))?(?:\\.(\\d))?}");
    private static final Pattern ARTICLE = Pattern.compile("\\b([Aa])(/DET)? (?=[aeiouAEIOU])");
    private static final int MEMORY = 5;

    private final Map<String, List<String>> rules = new HashMap<>();
    private final Map<String, Deque<Integer>> recent = new HashMap<>();
    private final Map<String, String> remembered = new HashMap<>();
    private final Random random;

    private Grammar(Random random) {
      this.random = random;
    }

    static Grammar read(String name, Random random) throws IOException {
      Grammar grammar = new Grammar(random);
      List<String> alternatives = List.of();
      for (String line : Files.readAllLines(GRAMMARS.resolve(name + ".grammar"))) {
        if (line.isBlank() || line.startsWith("#")) {
          continue;
        }
        String body = line.strip();
        if (!line.startsWith(" ")) {
          int colon = body.indexOf(':');
          alternatives = new ArrayList<>();
          grammar.rules.put(body.substring(0, colon), alternatives);
          body = body.substring(colon + 1).strip();
        }
        for (String alternative : body.isEmpty() ? new String[0] : body.split(" \\| ")) {
          alternatives.add(alternative.equals("_") ? "" : unescape(alternative));
        }
      }
      return grammar;
    }

    private static String unescape(String alternative) {
      return alternative.replace("\\n", "\n").replace("\\t", "\t");
    }

    /** One text: lines without blanks at their ends, and one line end after the last of them. */
    String expand(String rule) {
      remembered.clear();
      String text = fill("{" + rule + "}").replaceAll(" *\n *", "\n").replaceAll(" +", " ");
      return ARTICLE.matcher(text).replaceAll("$1n$2 ");
    }

    private String fill(String template) {
      Matcher slot = SLOT.matcher(template);
      StringBuilder text = new StringBuilder();
      int end = 0;
      while (slot.find()) {
        text.append(template, end, slot.start());
        end = slot.end();
        if (slot.group(3) == null) {
          text.append(value(slot));
        } else {
          remembered.put(slot.group(2), newValue(slot.group(3)));
        }
      }
      return text.append(template, end, template.length()).toString();
    }

    private String value(Matcher slot) {
      String name = slot.group(2);
      String value = remembered.containsKey(name) ? remembered.get(name) : draw(name);
      if (slot.group(4) != null) {
        value = value.split("/")[Integer.parseInt(slot.group(4))];
      }
      boolean capital = !slot.group(1).isEmpty() && !value.isEmpty();
      return capital ? value.substring(0, 1).toUpperCase(Locale.ROOT) + value.substring(1) : value;
    }

    private String newValue(String name) {
      if (remembered.containsKey(name)) {
        return remembered.get(name);
      }
      String value = draw(name);
      while (remembered.containsValue(value)) {
        value = draw(name);
      }
      return value;
    }

    private String draw(String name) {
      List<String> alternatives = rules.get(name);
      if (alternatives == null) {
        throw new IllegalArgumentException("no rule has the name " + name);
      }
      Deque<Integer> last = recent.computeIfAbsent(name, key -> new ArrayDeque<>());
      int choice = random.nextInt(alternatives.size());
      while (last.contains(choice)) {
        choice = random.nextInt(alternatives.size());
      }
      last.addLast(choice);
      if (last.size() > Math.min(MEMORY, (alternatives.size() - 1) / 4)) {
        last.removeFirst();
      }
      return fill(alternatives.get(choice));
    }
  }
}
