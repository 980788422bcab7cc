package dev.unroll.job.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigOriginFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import dev.unroll.job.config.EffectiveConfig.Setting;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Builds the configuration: {@code unroll-reference.conf} &lt; its {@code defaults.<task>} &lt; the
 * caller's file &lt; {@code --set key=value}.
 */
public final class ConfigLoader {

  static final String REFERENCE = "unroll-reference.conf";
  private static final Pattern LITERAL =
      Pattern.compile("true|false|null|[-+]?\\.?\\d[\\d.eE+-]*|[\\[{\"].*", Pattern.DOTALL);
  private static final Pattern LINE = Pattern.compile(": (\\d+)$");
  private static final Pattern PARSE_LINE = Pattern.compile("^([^:]+): (\\d+): ");

  private ConfigLoader() {}

  /**
   * Reads a file; what it includes is looked for beside it.
   *
   * @param overrides {@code key=value} each; a later one wins
   * @throws UserError if the file cannot be read or holds a mistake
   */
  public static EffectiveConfig fromFile(Path file, List<String> overrides) {
    if (!Files.isReadable(file) || Files.isDirectory(file)) {
      throw new UserError("--conf must name a readable configuration file, got " + file);
    }
    return load(() -> ConfigFactory.parseFile(file.toFile(), options(file.toString())), overrides);
  }

  /**
   * Reads HOCON or JSON.
   *
   * @param origin what to call the text in messages
   * @param overrides {@code key=value} each; a later one wins
   * @throws UserError if there is a mistake in it
   */
  public static EffectiveConfig fromText(String origin, String hocon, List<String> overrides) {
    return load(() -> ConfigFactory.parseString(hocon, options(origin)), overrides);
  }

  /**
   * The block {@code blas} by itself: it must be known before a JVM loads BLAS.
   *
   * @param file as for {@link #fromFile}, or null
   * @throws UserError if the file cannot be read or there is a mistake in the block
   */
  public static BlasConfig blas(Path file, List<String> overrides) {
    try {
      Config caller =
          file == null
              ? ConfigFactory.empty()
              : ConfigFactory.parseFile(file.toFile(), options(file.toString()));
      Config tree = override(caller, overrides).withFallback(reference()).resolve();
      return BlasConfig.from(Section.root(tree).section("blas"));
    } catch (ConfigException | ConfigError e) {
      throw new UserError(e.getMessage(), e);
    }
  }

  private static Config override(Config caller, List<String> overrides) {
    Config config = caller;
    for (String override : overrides) {
      config = parseOverride(override).withFallback(config);
    }
    return config;
  }

  private static EffectiveConfig load(Supplier<Config> given, List<String> overrides) {
    try {
      return build(override(given.get(), overrides));
    } catch (ConfigException e) {
      throw new UserError(PARSE_LINE.matcher(e.getMessage()).replaceFirst("$1:$2: "), e);
    }
  }

  private static EffectiveConfig build(Config caller) {
    Config whole = reference();
    Config reference = whole.withoutPath("defaults");
    Config withoutTask = caller.withFallback(reference).resolve();
    checkKeys(withoutTask.root(), reference.root(), "");
    try {
      Task task = Section.root(withoutTask).oneOf("task", Task.class);
      Config defaults = whole.getConfig("defaults." + task.spelling());
      Config tree = caller.withFallback(defaults).withFallback(reference).resolve();
      UnrollConfig values = UnrollConfig.from(Section.root(tree));
      List<Setting> settings = new ArrayList<>();
      collectSettings(reference.root(), tree.root(), "", settings);
      return new EffectiveConfig(values, tree, settings);
    } catch (ConfigError e) {
      throw withOrigin(e, withoutTask);
    }
  }

  private static Config reference() {
    try (InputStream in = ConfigLoader.class.getClassLoader().getResourceAsStream(REFERENCE)) {
      if (in == null) {
        throw new IllegalStateException(REFERENCE + " must be on the class path");
      }
      return ConfigFactory.parseReader(
          new InputStreamReader(in, StandardCharsets.UTF_8), options(REFERENCE));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ConfigParseOptions options(String origin) {
    return ConfigParseOptions.defaults()
        .setSyntax(ConfigSyntax.CONF)
        .setOriginDescription(origin)
        .setAllowMissing(false);
  }

  /** A value that is no HOCON literal is taken as it stands: paths need no quotes. */
  private static Config parseOverride(String override) {
    int equals = override.indexOf('=');
    if (equals <= 0) {
      throw new UserError("--set must be given as key=value, got \"" + override + '"');
    }
    String key = override.substring(0, equals).strip();
    String value = override.substring(equals + 1).strip();
    String origin = "--set " + override;
    ConfigValue parsed =
        LITERAL.matcher(value).matches()
            ? ConfigFactory.parseString("value = " + value, options(origin)).root().get("value")
            : ConfigValueFactory.fromAnyRef(value);
    return ConfigFactory.empty()
        .withValue(key, parsed.withOrigin(ConfigOriginFactory.newSimple(origin)));
  }

  private static void checkKeys(ConfigObject given, ConfigObject reference, String path) {
    for (Map.Entry<String, ConfigValue> entry : given.entrySet()) {
      String key = path + ConfigUtil.joinPath(entry.getKey());
      ConfigValue known = reference.get(entry.getKey());
      if (known == null) {
        throw unknown(key).at(describe(entry.getValue().origin()));
      }
      if (entry.getValue() instanceof ConfigObject block && EffectiveConfig.isFixedBlock(known)) {
        checkKeys(block, (ConfigObject) known, key + ".");
      }
    }
  }

  private static ConfigError unknown(String key) {
    List<String> known = new ArrayList<>();
    collectKeys(reference().withoutPath("defaults").root(), "", known);
    String message = "unknown key " + key;
    return Nearest.key(key, known)
        .map(near -> new ConfigError(key, message + "; did you mean " + near + "?"))
        .orElseGet(
            () ->
                new ConfigError(
                    key, message + "; the blocks are run, corpus, model, train, decode, blas"));
  }

  private static void collectKeys(ConfigObject reference, String path, List<String> keys) {
    reference.forEach(
        (name, value) -> {
          keys.add(path + name);
          if (value instanceof ConfigObject block) {
            collectKeys(block, path + name + ".", keys);
          }
        });
  }

  /** Adds every leaf of {@code tree} in the order in which the reference names them. */
  private static void collectSettings(
      ConfigObject reference, ConfigObject tree, String path, List<Setting> settings) {
    reference.entrySet().stream()
        .sorted(Comparator.comparingInt(entry -> entry.getValue().origin().lineNumber()))
        .forEach(
            entry -> {
              String key = path + entry.getKey();
              ConfigValue value = tree.get(entry.getKey());
              if (EffectiveConfig.isFixedBlock(entry.getValue())) {
                collectSettings(
                    (ConfigObject) entry.getValue(), (ConfigObject) value, key + ".", settings);
              } else {
                String origin = describe(value.origin());
                settings.add(
                    new Setting(
                        key, EffectiveConfig.render(value), origin, origin.startsWith(REFERENCE)));
              }
            });
  }

  private static ConfigError withOrigin(ConfigError error, Config tree) {
    ConfigValue value = tree.root();
    for (String part : ConfigUtil.splitPath(error.key())) {
      if (!(value instanceof ConfigObject block) || block.get(part) == null) {
        break;
      }
      value = block.get(part);
    }
    String origin = describe(value.origin());
    return error.at(origin.startsWith(REFERENCE) ? "the default, " + origin : origin);
  }

  private static String describe(ConfigOrigin origin) {
    return LINE.matcher(origin.description()).replaceAll(":$1");
  }
}
