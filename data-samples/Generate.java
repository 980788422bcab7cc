import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
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
    SAMPLES.put("char-lm", new Sample(400, Generate::charLm));
    SAMPLES.put("word-lm", new Sample(5000, Generate::wordLm));
    SAMPLES.put("names", new Sample(1500, Generate::names));
    SAMPLES.put("pos", new Sample(1500, Generate::partsOfSpeech));
    SAMPLES.put("sentiment", new Sample(2000, Generate::sentiment));
    SAMPLES.put("stars", new Sample(2000, Generate::stars));
    SAMPLES.put("dates", new Sample(4000, Generate::dates));
    SAMPLES.put("translate", new Sample(5000, Generate::translate));
    SAMPLES.put("music", new Sample(600, Generate::music));
    SAMPLES.put("sensors", new Sample(300, Generate::sensors));
    SAMPLES.put("agreement", new Sample(500, Generate::agreement));
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

  // ------------------------------------------------------------------------------------- dates

  private static final List<String> ORDINALS =
      list(
          "first | second | third | fourth | fifth | sixth | seventh | eighth | ninth | "
              + "tenth | eleventh | twelfth | thirteenth | fourteenth | fifteenth | sixteenth | "
              + "seventeenth | eighteenth | nineteenth | twentieth | twenty-first | "
              + "twenty-second | twenty-third | twenty-fourth | twenty-fifth | twenty-sixth | "
              + "twenty-seventh | twenty-eighth | twenty-ninth | thirtieth | thirty-first");

  /** A day of the Gregorian calendar, with the words that it is written with. */
  private record Day(LocalDate date, int day, int year, String month, String weekday) {
    static Day of(LocalDate date) {
      return new Day(
          date,
          date.getDayOfMonth(),
          date.getYear(),
          capitalized(date.getMonth().name()),
          capitalized(date.getDayOfWeek().name()));
    }

    private static String capitalized(String name) {
      return name.charAt(0) + name.substring(1).toLowerCase(Locale.ROOT);
    }

    String shortMonth() {
      return month.substring(0, 3);
    }

    String nth() {
      boolean teen = day / 10 == 1;
      return day + (teen ? "th" : list("th | st | nd | rd").get(day % 10 > 3 ? 0 : day % 10));
    }

    String ordinal() {
      return ORDINALS.get(day - 1);
    }

    String format(String pattern) {
      return String.format(Locale.ROOT, pattern, day, date.getMonthValue(), year);
    }
  }

  private static final List<Function<Day, String>> WAYS_TO_WRITE_A_DAY =
      List.of(
          d -> d.month() + " " + d.day() + ", " + d.year(),
          d -> d.day() + " " + d.month() + " " + d.year(),
          d -> d.weekday() + ", " + d.month() + " " + d.day() + ", " + d.year(),
          d -> d.weekday().substring(0, 3) + ", " + d.day() + " " + d.shortMonth() + " " + d.year(),
          d -> "the " + d.nth() + " of " + d.month() + " " + d.year(),
          d -> d.month() + " " + d.nth() + ", " + d.year(),
          d -> "on " + d.weekday() + " the " + d.nth() + " of " + d.month() + ", " + d.year(),
          d -> "the " + d.ordinal() + " of " + d.month() + " " + d.year(),
          d -> d.month() + " the " + d.ordinal() + ", " + d.year(),
          d -> d.year() + ", " + d.month() + " " + d.day(),
          d -> d.shortMonth() + " " + d.day() + " " + d.year(),
          d -> d.day() + "-" + d.shortMonth() + "-" + d.year(),
          d -> d.format("%d.%d.%d"),
          d -> d.format("%02d.%02d.%d"),
          d -> d.format("%3$d/%2$02d/%1$02d"),
          d -> d.format("%3$d%2$02d%1$02d"));

  /** Different days between 1950 and 2049, as people write them, and as ISO 8601 does. */
  private static void dates(Output output, int rows, Random random) throws IOException {
    long first = LocalDate.of(1950, 1, 1).toEpochDay();
    int days = (int) (LocalDate.of(2050, 1, 1).toEpochDay() - first);
    Set<Integer> drawn = new LinkedHashSet<>();
    while (drawn.size() < Math.min(rows, days)) {
      drawn.add(random.nextInt(days));
    }
    List<String> pairs = new ArrayList<>();
    for (int number : drawn) {
      Day day = Day.of(LocalDate.ofEpochDay(first + number));
      String written = pick(WAYS_TO_WRITE_A_DAY, random).apply(day);
      int letters = random.nextInt(20);
      if (letters < 5) {
        written = written.toLowerCase(Locale.ROOT);
      } else if (letters < 7) {
        written = written.toUpperCase(Locale.ROOT);
      }
      pairs.add(written + "\t" + day.date() + "\n");
    }
    output.split("tsv", pairs, 10);
  }

  // ------------------------------------------------------------------------------- translation

  /** English sentences with their French translations, all rows of one sentence together. */
  private static void translate(Output output, int rows, Random random) throws IOException {
    Translation translation = Translation.read(random);
    Map<String, List<String>> pairs = new LinkedHashMap<>();
    int count = 0;
    while (count < rows) {
      Translation.Pair pair = translation.draw();
      if (pairs.putIfAbsent(pair.english(), pair.french()) == null) {
        count += pair.french().size();
      }
    }
    List<String> items = new ArrayList<>();
    pairs.forEach(
        (english, french) ->
            items.add(
                french.stream().map(f -> english + "\t" + f + "\n").collect(Collectors.joining())));
    output.split("tsv", items, 10);
  }

  /**
   * A small piece of English and French: present tense, agreement in gender and number, adjectives
   * before or after the noun, object pronouns before the verb, ne ... pas, elision (l'), and
   * contraction (du). French words stay apart where they were before elision: "l' ami".
   */
  private static final class Translation {
    private record Noun(
        String en,
        String enPlural,
        String fr,
        String frPlural,
        boolean feminine,
        Set<String> kinds) {}

    private record Adjective(String en, List<String> forms, boolean before, Set<String> kinds) {
      /** The form for a noun; before a vowel some masculine ones have another. */
      String form(boolean feminine, boolean plural, boolean vowelNext) {
        int singular = feminine ? 2 : vowelNext ? 1 : 0;
        return forms.get(plural ? (feminine ? 4 : 3) : singular);
      }
    }

    /** Forms by person: I, you (tu), he, we, you (vous), they. */
    private record Verb(String en, String enHe, String ing, List<String> fr, Set<String> kinds) {}

    private record Adverb(String en, String fr, boolean beforeVerb) {}

    private record Preposition(String en, String fr, Set<String> kinds) {}

    /** Something that has a person, a number and a gender in French. */
    private record Subject(
        String en, String fr, int enPerson, int frPerson, boolean feminine, Set<String> kinds) {
      boolean plural() {
        return frPerson >= 3;
      }
    }

    /** An English sentence and each of its translations. */
    record Pair(String english, List<String> french) {}

    private static final int HE = 2;
    private static final int THEY = 5;
    private static final Set<String> PERSON = Set.of("person");
    private static final Set<String> LIVING = Set.of("person", "animal");
    private static final List<String> BE = list("am | are | is | are | are | are");

    /** Each English pronoun, with all that it can be in French. */
    private static final List<List<Subject>> PRONOUNS =
        List.of(
            List.of(pronoun("i", "je", 0, 0, false), pronoun("i", "je", 0, 0, true)),
            List.of(pronoun("you", "tu", 1, 1, false), pronoun("you", "vous", 1, 4, false)),
            List.of(pronoun("he", "il", 2, 2, false)),
            List.of(pronoun("she", "elle", 2, 2, true)),
            List.of(pronoun("we", "nous", 3, 3, false), pronoun("we", "nous", 3, 3, true)),
            List.of(pronoun("they", "ils", 5, 5, false), pronoun("they", "elles", 5, 5, true)));

    private final List<Noun> nouns = new ArrayList<>();
    private final List<Adjective> adjectives = new ArrayList<>();
    private final List<Verb> verbs = new ArrayList<>();
    private Verb etre;
    private final List<Adverb> adverbs = new ArrayList<>();
    private final List<Preposition> prepositions = new ArrayList<>();
    private final Random random;

    private Translation(Random random) {
      this.random = random;
    }

    private static Subject pronoun(String en, String fr, int enPerson, int frPerson, boolean f) {
      return new Subject(en, fr, enPerson, frPerson, f, PERSON);
    }

    static Translation read(Random random) throws IOException {
      Translation t = new Translation(random);
      for (String line : Files.readAllLines(GRAMMARS.resolve("translate.lexicon"))) {
        if (line.isBlank() || line.startsWith("#")) {
          continue;
        }
        List<String> f =
            Arrays.stream(line.split(" ")).map(field -> field.replace('_', ' ')).toList();
        Set<String> kinds = new LinkedHashSet<>(List.of(f.get(f.size() - 1).split(",")));
        switch (f.get(0)) {
          case "noun" ->
              t.nouns.add(
                  new Noun(f.get(1), f.get(2), f.get(3), f.get(4), f.get(5).equals("f"), kinds));
          case "adjective" ->
              t.adjectives.add(
                  new Adjective(f.get(1), f.subList(2, 7), f.get(7).equals("before"), kinds));
          case "be" -> t.etre = new Verb(f.get(1), f.get(2), f.get(3), f.subList(4, 10), kinds);
          case "verb" ->
              t.verbs.add(new Verb(f.get(1), f.get(2), f.get(3), f.subList(4, 10), kinds));
          case "adverb" -> t.adverbs.add(new Adverb(f.get(1), f.get(2), f.get(3).equals("verb")));
          case "preposition" -> t.prepositions.add(new Preposition(f.get(1), f.get(2), kinds));
          default -> throw new IllegalArgumentException("what is this line? " + line);
        }
      }
      return t;
    }

    /** Draws a sentence: who, does what, whether or not, stated or asked. */
    Pair draw() {
      List<Subject> subjects =
          chance(40) ? pick(PRONOUNS, random) : List.of(nounPhrase(drawNoun(LIVING), false));
      boolean negative = chance(30);
      boolean question = chance(15);
      Clause clause =
          switch (random.nextInt(8)) {
            case 0, 1 -> isAdjective(subjects.get(0), negative, question);
            case 2 -> isSomewhere(subjects.get(0), negative, question);
            case 3 -> actsAlone(subjects.get(0), negative, question);
            case 4 -> actsOnPronoun(subjects.get(0), negative, question);
            default -> actsOnSomething(subjects.get(0), negative, question);
          };
      String end = question ? " ?" : " .";
      Set<String> french = new LinkedHashSet<>();
      for (Subject subject : subjects) {
        String asked = question ? "est-ce que " : "";
        french.add(spell(asked + subject.fr() + " " + clause.french().apply(subject)) + end);
      }
      return new Pair(clause.english() + end, List.copyOf(french));
    }

    /** The English clause, and what follows a subject in French. */
    private record Clause(String english, Function<Subject, String> french) {}

    private Clause isAdjective(Subject subject, boolean negative, boolean question) {
      Adjective adjective = pickOfKind(adjectives, Adjective::kinds, subject.kinds());
      return new Clause(
          be(subject, negative, question, adjective.en()),
          s ->
              verbal(etre.fr().get(s.frPerson()), negative)
                  + " "
                  + adjective.form(s.feminine(), s.plural(), false));
    }

    private Clause isSomewhere(Subject subject, boolean negative, boolean question) {
      Pair place = somewhere();
      return new Clause(
          be(subject, negative, question, place.english()),
          s -> verbal(etre.fr().get(s.frPerson()), negative) + " " + place.french().get(0));
    }

    private Clause actsAlone(Subject subject, boolean negative, boolean question) {
      Verb verb = pickOfKind(verbs, Verb::kinds, Set.of("-"));
      boolean isAdverb = chance(60);
      Adverb adverb = pick(adverbs, random);
      Pair place = isAdverb ? new Pair("", List.of(adverb.fr())) : somewhere();
      String english =
          isAdverb
              ? does(subject, verb, negative, question, adverb, "")
              : does(subject, verb, negative, question, null, place.english());
      return new Clause(
          english,
          s -> verbal(verb.fr().get(s.frPerson()), negative) + " " + place.french().get(0));
    }

    private Clause actsOnPronoun(Subject subject, boolean negative, boolean question) {
      Verb verb = pickOfKind(verbs, Verb::kinds, PERSON);
      int who = random.nextInt(3);
      String english =
          does(subject, verb, negative, question, null, list("him | her | them").get(who));
      String pronoun = list("le | la | les").get(who);
      return new Clause(
          english, s -> verbal(pronoun + " " + verb.fr().get(s.frPerson()), negative));
    }

    private Clause actsOnSomething(Subject subject, boolean negative, boolean question) {
      Verb verb = pick(verbs, random);
      while (verb.kinds().contains("-")) {
        verb = pick(verbs, random);
      }
      Verb chosen = verb;
      Subject object = nounPhrase(drawNoun(chosen.kinds()), negative);
      Adverb adverb = chance(15) ? adverbs.get(random.nextInt(2)) : null;
      String french = adverb == null ? object.fr() : adverb.fr() + " " + object.fr();
      return new Clause(
          does(subject, chosen, negative, question, adverb, object.en()),
          s -> verbal(chosen.fr().get(s.frPerson()), negative) + " " + french);
    }

    private static String verbal(String verb, boolean negative) {
      return negative ? "ne " + verb + " pas" : verb;
    }

    private static String be(Subject subject, boolean negative, boolean question, String rest) {
      String form = BE.get(subject.enPerson());
      String start = question ? form + " " + subject.en() : subject.en() + " " + form;
      return start + (negative ? " not " : " ") + rest;
    }

    /** "he does not often eat the cake", "is he eating the cake", and all between. */
    private String does(
        Subject subject,
        Verb verb,
        boolean negative,
        boolean question,
        Adverb adverb,
        String object) {
      String before = adverb != null && adverb.beforeVerb() ? adverb.en() + " " : "";
      String after = adverb != null && !adverb.beforeVerb() ? " " + adverb.en() : "";
      String rest = (object.isEmpty() ? "" : " " + object) + after;
      if (!verb.ing().equals("-") && before.isEmpty() && chance(40)) {
        return be(subject, negative, question, verb.ing() + rest);
      }
      boolean he = subject.enPerson() == HE;
      String auxiliary = he ? "does" : "do";
      if (question) {
        String start = auxiliary + " " + subject.en() + (negative ? " not " : " ");
        return start + before + verb.en() + rest;
      }
      return negative
          ? subject.en() + " " + auxiliary + " not " + before + verb.en() + rest
          : subject.en() + " " + before + (he ? verb.enHe() : verb.en()) + rest;
    }

    private Pair somewhere() {
      Preposition preposition = pick(prepositions, random);
      Subject place = definite(drawNoun(preposition.kinds()));
      return new Pair(
          preposition.en() + " " + place.en(), List.of(preposition.fr() + " " + place.fr()));
    }

    private Subject definite(Noun noun) {
      return new Subject(
          "the " + noun.en(),
          (noun.feminine() ? "la " : "le ") + noun.fr(),
          HE,
          HE,
          noun.feminine(),
          noun.kinds());
    }

    /** A noun with article and perhaps an adjective; as the object of a negation, "de" is one. */
    private Subject nounPhrase(Noun noun, boolean negated) {
      boolean plural = chance(35);
      boolean f = noun.feminine();
      Adjective adjective =
          chance(35) ? pickOfKind(adjectives, Adjective::kinds, noun.kinds()) : null;
      String fr = plural ? noun.frPlural() : noun.fr();
      boolean before = adjective != null && adjective.before();
      if (adjective != null) {
        String form = adjective.form(f, plural, before && startsWithVowel(fr));
        fr = before ? form + " " + fr : fr + " " + form;
      }
      String article;
      String en;
      switch (random.nextInt(7)) {
        case 0, 1 -> {
          en = "the";
          article = plural ? "les" : f ? "la" : "le";
        }
        case 2, 3 -> {
          en = plural ? "some" : "a";
          article = negated ? "de" : plural ? (before ? "de" : "des") : f ? "une" : "un";
        }
        case 4 -> {
          en = plural ? "these" : "this";
          article = plural ? "ces" : f ? "cette" : startsWithVowel(fr) ? "cet" : "ce";
        }
        case 5 -> {
          int owner = random.nextInt(3);
          en = list("my | his | her").get(owner);
          String letter = owner == 0 ? "m" : "s";
          article = letter + (plural ? "es" : f && !startsWithVowel(fr) ? "a" : "on");
        }
        default -> {
          int number = random.nextInt(3);
          en = plural ? list("two | three | four").get(number) : "our";
          article = plural ? list("deux | trois | quatre").get(number) : "notre";
        }
      }
      String counted = plural ? noun.enPlural() : noun.en();
      String english = en + " " + (adjective == null ? "" : adjective.en() + " ") + counted;
      int person = plural ? THEY : HE;
      return new Subject(
          Grammar.withArticle(english), article + " " + fr, person, person, f, noun.kinds());
    }

    private Noun drawNoun(Set<String> kinds) {
      return pickOfKind(nouns, Noun::kinds, kinds);
    }

    private <T> T pickOfKind(List<T> list, Function<T, Set<String>> kindsOf, Set<String> kinds) {
      T choice = pick(list, random);
      while (kindsOf.apply(choice).stream().noneMatch(kinds::contains)) {
        choice = pick(list, random);
      }
      return choice;
    }

    private boolean chance(int percent) {
      return random.nextInt(100) < percent;
    }

    private static boolean startsWithVowel(String word) {
      return "aeiouh".indexOf(Normalizer.normalize(word, Normalizer.Form.NFD).charAt(0)) >= 0;
    }

    /**
     * "de le ami" becomes "de l' ami", "de le roi" becomes "du roi", "je aime" becomes "j' aime".
     */
    private static String spell(String french) {
      List<String> words = new ArrayList<>(List.of(french.split(" ")));
      for (int i = 0; i + 1 < words.size(); i++) {
        String word = words.get(i);
        if (Set.of("je", "ne", "le", "la", "de", "que").contains(word)
            && startsWithVowel(words.get(i + 1))) {
          words.set(i, word.substring(0, word.length() - 1) + "'");
        }
      }
      return String.join(" ", words)
          .replaceAll("\\bde le ", "du ")
          .replaceAll("\\bde les ", "des ");
    }
  }

  // ------------------------------------------------------------------------------------- music

  /**
   * A kind of dance: its metre, how many beats a bar has, and the rhythms of one beat in eighth
   * notes. Rhythms that stand more often are drawn more often.
   */
  private record Dance(
      String rhythm, String metre, int beats, List<String> rhythms, List<String> lastBar) {}

  private static final List<Dance> DANCES =
      List.of(
          new Dance("jig", "6/8", 2, list("111 | 111 | 111 | 21 | 21 | 12"), list("111 | 3")),
          new Dance("slip jig", "9/8", 3, list("111 | 111 | 21 | 21 | 3"), list("111 | 21 | 3")),
          new Dance("reel", "4/4", 2, list("1111 | 1111 | 1111 | 211 | 22 | 31"), list("22 | 4")),
          new Dance("waltz", "3/4", 3, list("2 | 2 | 2 | 11 | 11"), list("2 | 4")),
          new Dance("polka", "2/4", 2, list("11 | 11 | 11 | 2 | 1hh"), list("11 | 2")),
          new Dance("hornpipe", "4/4", 4, list("> | > | > | 11 | 2"), list("> | 2 | 4")));

  /** Harmony of eight bars: the scale degree, from 0, that each chord stands on. */
  private static final List<String> MAJOR_CHORDS =
      list("00340340 | 04040340 | 05340540 | 03043040");

  private static final List<String> MINOR_CHORDS = list("00660360 | 06060560 | 02603260");

  /** Keys with the place of their tonic, counted in letters from C, and whether they are minor. */
  private record Key(String name, int tonic, boolean minor) {
    static Key of(String text) {
      String name = text.substring(0, text.length() - 1);
      return new Key(name, text.charAt(text.length() - 1) - '0', name.endsWith("m"));
    }
  }

  private static final List<Key> KEYS =
      Stream.of("G4 D1 A5 C0 F3 Em2 Am5 Dm1".split(" ")).map(Key::of).toList();

  /** Dance tunes in ABC notation: two parts of eight bars, each repeated. */
  private static void music(Output output, int rows, Random random) throws IOException {
    Grammar titles = Grammar.read("music", random);
    List<String> names = distinct(rows, () -> titles.expand("title"));
    List<String> tunes = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      Dance dance = DANCES.get(i % DANCES.size());
      Key key = pick(KEYS, random);
      tunes.add(
          String.join(
              "\n",
              "X:" + (i + 1),
              "T:" + names.get(i),
              "R:" + dance.rhythm(),
              "M:" + dance.metre(),
              "L:1/8",
              "K:" + key.name(),
              new Melody(dance, key, random).part(0),
              new Melody(dance, key, random).part(3),
              "",
              ""));
    }
    Collections.shuffle(tunes, random);
    output.split("abc", tunes, 10);
  }

  /**
   * One part of a tune. Beats start on notes of the chord, notes between them walk; the third
   * quarter of the part takes up the first again, and the end is on the tonic.
   */
  private static final class Melody {
    private static final int LOWEST = -3;
    private static final int HIGHEST = 9;

    private final Dance dance;
    private final Key key;
    private final Random random;
    private int degree;

    Melody(Dance dance, Key key, Random random) {
      this.dance = dance;
      this.key = key;
      this.random = random;
    }

    String part(int start) {
      degree = start;
      String chords = pick(key.minor() ? MINOR_CHORDS : MAJOR_CHORDS, random);
      List<String> bars = new ArrayList<>();
      for (int i = 0; i < 7; i++) {
        bars.add(i == 4 ? bars.get(0) : bar(chords.charAt(i) - '0'));
      }
      String end = lastBar();
      return "|:"
          + String.join("|", bars.subList(0, 4))
          + "|\n"
          + String.join("|", bars.subList(4, 7))
          + "|"
          + end
          + ":|";
    }

    private String bar(int chord) {
      return IntStream.range(0, dance.beats())
          .mapToObj(beat -> beat(pick(dance.rhythms(), random), chord))
          .collect(Collectors.joining(" "));
    }

    /** From where the melody is down or up to the tonic, which stays. */
    private String lastBar() {
      List<String> groups = new ArrayList<>();
      int last = dance.lastBar().size() - 1;
      for (int i = 0; i < last; i++) {
        groups.add(beat(dance.lastBar().get(i), 4));
      }
      degree = degree > 3 ? 7 : 0;
      return String.join(" ", groups) + " " + note(dance.lastBar().get(last).charAt(0));
    }

    private String beat(String rhythm, int chord) {
      degree = nearestOfChord(chord);
      if (rhythm.equals(">")) {
        return note('1') + ">" + note('1', step());
      }
      StringBuilder notes = new StringBuilder(note(rhythm.charAt(0)));
      for (char length : rhythm.substring(1).toCharArray()) {
        notes.append(note(length, step()));
      }
      return notes.toString();
    }

    /** A note of the chord at most a third away, never the one that was. */
    private int nearestOfChord(int chord) {
      List<Integer> candidates =
          IntStream.rangeClosed(Math.max(LOWEST, degree - 3), Math.min(HIGHEST, degree + 3))
              .filter(d -> d != degree && Set.of(0, 2, 4).contains(Math.floorMod(d - chord, 7)))
              .boxed()
              .toList();
      return pick(candidates, random);
    }

    /** One step of the scale, seldom two, back where the range ends. */
    private int step() {
      int size = random.nextInt(6) == 0 ? 2 : 1;
      int direction = random.nextBoolean() ? 1 : -1;
      int next = degree + direction * size;
      return next < LOWEST || next > HIGHEST ? degree - direction * size : next;
    }

    private String note(char length, int newDegree) {
      degree = newDegree;
      return note(length);
    }

    private String note(char length) {
      int letter = key.tonic() + degree;
      String name = "CDEFGAB".substring(Math.floorMod(letter, 7), Math.floorMod(letter, 7) + 1);
      int octave = Math.floorDiv(letter, 7);
      String pitch =
          octave < 0 ? name + ",".repeat(-octave) : octave == 0 ? name : lower(name, octave);
      return pitch + (length == '1' ? "" : length == 'h' ? "/2" : String.valueOf(length));
    }

    private static String lower(String name, int octave) {
      return name.toLowerCase(Locale.ROOT) + "'".repeat(octave - 1);
    }
  }

  // ----------------------------------------------------------------------- sensors, agreement

  /**
   * Made-up readings of a three-axis sensor, as JSON lines: what a person with it does.
   *
   * <pre>
   * still   only noise                    walk   a slow wave up and down
   * run     a fast and large one          turn   a rising third axis
   * </pre>
   */
  private static void sensors(Output output, int rows, Random random) throws IOException {
    List<String> labels = list("still | walk | run | turn");
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      String label = pick(labels, random);
      int length = 12 + random.nextInt(13);
      double phase = 2 * Math.PI * random.nextDouble();
      double speed = label.equals("run") ? 1.9 : 0.8;
      double size = label.equals("run") ? 1.2 : label.equals("walk") ? 0.7 : 0;
      double turn = label.equals("turn") ? (random.nextBoolean() ? 0.08 : -0.08) : 0;
      String features =
          IntStream.range(0, length)
              .mapToObj(
                  t ->
                      String.format(
                          Locale.ROOT,
                          "[%.2f,%.2f,%.2f]",
                          noisy(size * StrictMath.sin(speed * t + phase), random),
                          noisy(size * StrictMath.cos(speed * t + phase) / 2, random),
                          noisy(turn * t, random)))
              .collect(Collectors.joining(","));
      lines.add(
          String.format(
              Locale.ROOT,
              "{\"id\":\"s%03d\",\"features\":[%s],\"label\":\"%s\"}\n",
              i + 1,
              features,
              label));
    }
    output.split("jsonl", lines, 10);
  }

  private static double noisy(double value, Random random) {
    return Math.round(100 * (value + 0.2 * random.nextGaussian())) / 100.0;
  }

  private static final List<Integer> DISTANCES = List.of(1, 5, 10, 20, 40, 80);
  private static final List<String> BEFORE =
      list(" | yesterday  | at noon  | in the end  | now  | last night  | in the city ");
  private static final List<String> ADJECTIVES =
      list("old | small | grey | clever | quiet | hungry | black | lazy | proud | wild");
  private static final List<String> ANIMALS =
      list("cat | dog | hen | cow | goat | pig | bird | duck | horse | crow | rat | frog");
  private static final List<String> VERBS =
      list("slept | ate | waited | sang | ran | fell | swam | looked | jumped | hid");

  /** What may follow a verb, by the number of its words; N is any animal, A any adjective. */
  private static final List<List<String>> MODIFIERS =
      List.of(
          list("today | there | alone | again | well"),
          list("at noon | last night | with care | in spring | for hours"),
          list("near the N | behind the N | like the N | without the N | before the N"),
          list("near the A N | behind the A N | like the A N | with all the N"));

  /**
   * Beginnings of sentences; the label is the verb that must follow, and it depends on the subject
   * alone: "the cats , which slept near the dog ," wants "were". In {@code dN} the verb is N words
   * behind the subject. Verbs between do not show number, and other nouns have any.
   */
  private static void agreement(Output output, int rows, Random random) throws IOException {
    for (int distance : DISTANCES) {
      Output at = new Output(output.directory().resolve("d" + distance));
      at.split("tsv", distinct(rows, () -> agreementRow(distance, random)), 5);
    }
  }

  private static String agreementRow(int distance, Random random) {
    boolean plural = random.nextBoolean();
    StringBuilder text = new StringBuilder(plural ? "were\t" : "was\t");
    text.append(pick(BEFORE, random)).append("the ").append(pick(ADJECTIVES, random));
    text.append(random.nextBoolean() ? " " + pick(ADJECTIVES, random) : "");
    text.append(' ').append(pick(ANIMALS, random)).append(plural ? "s" : "");
    if (distance > 1) {
      // Comma, "which", verb and comma are four words; "and" with a verb is two.
      text.append(" , which ").append(pick(VERBS, random));
      boolean verbBefore = true;
      for (int left = distance - 5; left > 0; ) {
        boolean verb = !verbBefore && left >= 2 && random.nextInt(3) > 0;
        int size = verb ? 2 : 1 + random.nextInt(Math.min(left, MODIFIERS.size()));
        String words = verb ? "and " + pick(VERBS, random) : pick(MODIFIERS.get(size - 1), random);
        String animal = pick(ANIMALS, random) + (random.nextBoolean() ? "s" : "");
        text.append(' ').append(words.replace("A", pick(ADJECTIVES, random)).replace("N", animal));
        left -= size;
        verbBefore = verb;
      }
      text.append(" ,");
    }
    return text.append('\n').toString();
  }

  // ----------------------------------------------------------------------- drawing and writing

  /** The parts of "one | two | three". */
  private static List<String> list(String text) {
    return List.of(text.split(" \\| ", -1));
  }

  private static <T> T pick(List<T> list, Random random) {
    return list.get(random.nextInt(list.size()));
  }

  /** Draws until there are {@code count} different items, in the order in which they came. */
  private static List<String> distinct(int count, Supplier<String> draw) {
    return distinct(count, draw, item -> true);
  }

  /** The same, of the items that {@code wanted} lets pass. */
  private static List<String> distinct(int count, Supplier<String> draw, Predicate<String> wanted) {
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
   * add alternatives, {@code _} is the empty one, {@code \n} a line end, {@code \t} a tab, and #
   * starts a comment. In an alternative
   *
   * <pre>
   * {rule}         is an expansion of the rule
   * {^rule}        the same with a capital
   * {rule.1}       field 1 of it, where fields are separated by /
   * {name:=rule}   writes nothing, but remembers an expansion that no other name has
   * {name}         is what was remembered, until the end of this text
   * </pre>
   *
   * <p>A long rule does not repeat what it drew a moment ago. {@code a} becomes {@code an} by
   * itself.
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
      return withArticle(text);
    }

    static String withArticle(String text) {
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
