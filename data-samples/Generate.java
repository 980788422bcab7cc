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

  /** Draws until there are {@code count} different items, in the order in which they came. */
  private static List<String> distinct(int count, Supplier<String> draw) {
    Set<String> items = new LinkedHashSet<>();
    for (long tries = 0; items.size() < count; tries++) {
      if (tries > 1000L * count) {
        throw new IllegalArgumentException("only " + items.size() + " different rows can be made");
      }
      items.add(draw.get());
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
   * add alternatives, {@code _} is the empty one, {@code \n} a line end, and # starts a comment.
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
   * <p>A rule does not repeat what it drew a moment ago. {@code a} becomes {@code an} by itself.
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
          alternatives.add(alternative.equals("_") ? "" : alternative.replace("\\n", "\n"));
        }
      }
      return grammar;
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
      if (last.size() > Math.min(MEMORY, alternatives.size() / 2)) {
        last.removeFirst();
      }
      return fill(alternatives.get(choice));
    }
  }
}
