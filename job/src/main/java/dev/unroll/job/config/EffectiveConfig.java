package dev.unroll.job.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A configuration together with where each of its values came from. */
public final class EffectiveConfig {

  /**
   * One key.
   *
   * @param key the full key, for example {@code train.clip.norm}
   * @param value the value in HOCON
   * @param origin {@code conf/char-lm.conf:12}, {@code --set train.clip.norm=1} or a line of {@code
   *     unroll-reference.conf}
   * @param isDefault whether nobody set it
   */
  public record Setting(String key, String value, String origin, boolean isDefault) {
    /** The value as people read it: a text without quotes. */
    public String plainValue() {
      return PLAIN_TEXT.matcher(value).matches() ? value.substring(1, value.length() - 1) : value;
    }
  }

  private static final Pattern PLAIN_TEXT = Pattern.compile("\"[^\"\\\\]+\"");
  private static final Pattern LINE = Pattern.compile("(\\S+) = (.*)  # (.*)");

  private final UnrollConfig values;
  private final Config tree;
  private final List<Setting> settings;

  EffectiveConfig(UnrollConfig values, Config tree, List<Setting> settings) {
    this.values = values;
    this.tree = tree;
    this.settings = List.copyOf(settings);
  }

  /** The checked values. */
  public UnrollConfig values() {
    return values;
  }

  /** Every key in the order of {@code unroll-reference.conf}. */
  public List<Setting> settings() {
    return settings;
  }

  /** The tree as one line of JSON; {@link ConfigLoader#fromText} reads it again. */
  public String toJson() {
    return render(tree.root());
  }

  /** One line for each key, its origin behind it; {@link ConfigLoader#fromText} reads it again. */
  public String toHocon() {
    return settings.stream()
        .map(s -> s.key() + " = " + s.value() + "  # " + s.origin() + "\n")
        .collect(Collectors.joining());
  }

  /**
   * The settings that {@link #toHocon} has written, with their origins then. Nothing is checked, so
   * that what another version has written can be shown too; other lines are left out.
   */
  public static List<Setting> readSettings(String hocon) {
    return hocon
        .lines()
        .map(LINE::matcher)
        .filter(Matcher::matches)
        .map(
            line ->
                new Setting(
                    line.group(1),
                    line.group(2),
                    line.group(3),
                    line.group(3).startsWith(ConfigLoader.REFERENCE)))
        .toList();
  }

  /**
   * What somebody set, one line for each section: {@code train: epochs = 10, clip.norm = 1.0}.
   * Every other key has its default.
   */
  public String summary() {
    Map<String, List<String>> sections = new LinkedHashMap<>();
    for (Setting setting : settings) {
      if (!setting.isDefault()) {
        String[] path = setting.key().split("\\.", 2);
        sections
            .computeIfAbsent(path.length == 1 ? "" : path[0] + ": ", section -> new ArrayList<>())
            .add(path[path.length - 1] + " = " + setting.value());
      }
    }
    return sections.entrySet().stream()
        .map(section -> section.getKey() + String.join(", ", section.getValue()))
        .collect(Collectors.joining("\n"));
  }

  /** A value on one line: JSON, which is HOCON too. */
  static String render(ConfigValue value) {
    return value.render(ConfigRenderOptions.concise());
  }

  /** Whether a value of the reference is a block whose keys are fixed, and not a leaf. */
  static boolean isFixedBlock(ConfigValue reference) {
    return reference.valueType() == ConfigValueType.OBJECT && !((ConfigObject) reference).isEmpty();
  }
}
