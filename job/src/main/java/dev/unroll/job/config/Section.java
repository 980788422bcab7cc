package dev.unroll.job.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One block of the merged tree, read with types. Every complaint names the full key. */
final class Section {

  private final Config root;
  private final String path;

  private Section(Config root, String path) {
    this.root = root;
    this.path = path;
  }

  static Section root(Config root) {
    return new Section(root, "");
  }

  Section section(String key) {
    return new Section(root, path(key));
  }

  /** The value as text, "" where it is null. */
  String text(String key) {
    return text(key, "text");
  }

  private String text(String key, String wanted) {
    ConfigValue value = value(key);
    return switch (value.valueType()) {
      case NULL -> "";
      case STRING, NUMBER, BOOLEAN -> root.getString(path(key));
      default -> throw wrongType(key, wanted, value);
    };
  }

  boolean flag(String key) {
    return switch (text(key, "true or false")) {
      case "true" -> true;
      case "false" -> false;
      default -> throw wrongType(key, "true or false", value(key));
    };
  }

  /** The value as a number, or {@code ifNull}. */
  double number(String key, double ifNull) {
    return value(key).valueType() == ConfigValueType.NULL ? ifNull : number(key);
  }

  double number(String key) {
    try {
      return Double.parseDouble(text(key, "a number"));
    } catch (NumberFormatException e) {
      throw wrongType(key, "a number", value(key));
    }
  }

  int integer(String key) {
    return parseInteger(key, text(key, "a whole number"), value(key));
  }

  int integer(String key, int ifNull) {
    return value(key).valueType() == ConfigValueType.NULL ? ifNull : integer(key);
  }

  long whole(String key) {
    return parseWhole(key, text(key, "a whole number"), value(key));
  }

  List<String> texts(String key) {
    List<String> texts = new ArrayList<>();
    for (ConfigValue element : list(key, "a list of names, for example [label, text]")) {
      texts.add(String.valueOf(element.unwrapped()));
    }
    return List.copyOf(texts);
  }

  List<Integer> integers(String key) {
    List<Integer> integers = new ArrayList<>();
    for (ConfigValue element : list(key, "a list of whole numbers, for example [100, 200]")) {
      integers.add(parseInteger(key, element.unwrapped().toString(), element));
    }
    return List.copyOf(integers);
  }

  /** An open block of numbers, sorted by name. */
  Map<String, Double> numbers(String key) {
    if (!(value(key) instanceof ConfigObject block)) {
      throw wrongType(key, "a block of numbers, for example { name = 2.0 }", value(key));
    }
    Map<String, Double> numbers = new TreeMap<>();
    block.forEach(
        (name, value) -> {
          if (!(value.unwrapped() instanceof Number number)) {
            throw wrongType(key + "." + ConfigUtil.joinPath(name), "a number", value);
          }
          numbers.put(name, number.doubleValue());
        });
    return numbers;
  }

  /** One of a few words. */
  String oneOf(String key, List<String> choices) {
    String word = text(key);
    if (choices.contains(word)) {
      return word;
    }
    String rule = "be one of " + String.join(", ", choices);
    String got = word.isEmpty() ? "nothing" : '"' + word + '"';
    throw Nearest.to(word, choices)
        .map(near -> ConfigError.must(path(key), rule, got, "did you mean " + near + "?"))
        .orElseGet(() -> ConfigError.must(path(key), rule, got));
  }

  /**
   * One of an enum's constants in their spelling, {@code halve-on-plateau} for {@code
   * HALVE_ON_PLATEAU}.
   */
  <E extends Enum<E>> E oneOf(String key, Class<E> type) {
    Map<String, E> constants = new LinkedHashMap<>();
    for (E constant : type.getEnumConstants()) {
      constants.put(Spelling.of(constant), constant);
    }
    return constants.get(oneOf(key, List.copyOf(constants.keySet())));
  }

  private ConfigList list(String key, String wanted) {
    if (value(key) instanceof ConfigList list) {
      return list;
    }
    throw wrongType(key, wanted, value(key));
  }

  private int parseInteger(String key, String text, ConfigValue value) {
    long whole = parseWhole(key, text, value);
    if (whole != (int) whole) {
      throw ConfigError.must(path(key), "be < 2^31", whole);
    }
    return (int) whole;
  }

  private long parseWhole(String key, String text, ConfigValue value) {
    try {
      return new BigDecimal(text).longValueExact();
    } catch (ArithmeticException | NumberFormatException e) {
      throw wrongType(key, "a whole number", value);
    }
  }

  private ConfigError wrongType(String key, String wanted, ConfigValue got) {
    return ConfigError.must(path(key), "be " + wanted, EffectiveConfig.render(got));
  }

  private ConfigValue value(String key) {
    ConfigValue value = root.root();
    for (String part : ConfigUtil.splitPath(path(key))) {
      if (!(value instanceof ConfigObject block)) {
        throw ConfigError.must(path, "be a block { ... }", EffectiveConfig.render(value));
      }
      value = block.get(part);
    }
    return value;
  }

  private String path(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }
}
