package dev.unroll.job.report;

import dev.unroll.job.config.EffectiveConfig;
import dev.unroll.job.config.EffectiveConfig.Setting;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A run as its directory tells of it.
 *
 * @param name its directory
 * @param history what happened
 * @param settings its configuration, each value with its origin; empty where that is missing
 * @param problems one sentence for everything that is missing or damaged
 */
public record RecordedRun(
    String name, RunHistory history, List<Setting> settings, List<String> problems) {

  public RecordedRun {
    settings = List.copyOf(settings);
    problems = List.copyOf(problems);
  }

  /** Reads what there is. */
  public static RecordedRun read(
      String name, FileSystem fileSystem, Path configuration, Path metrics) throws IOException {
    List<String> problems = new ArrayList<>();
    List<Setting> settings = List.of();
    try (InputStream in = fileSystem.open(configuration)) {
      settings =
          EffectiveConfig.readSettings(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (FileNotFoundException e) {
      problems.add(configuration.getName() + " is missing: the recipe is not known");
    }
    RunHistory history = new RunHistory();
    try {
      problems.addAll(MetricsReader.read(fileSystem, metrics, history));
      problems.addAll(gaps(history, settings));
    } catch (FileNotFoundException e) {
      problems.add(metrics.getName() + " is missing: what happened is not known");
    }
    return new RecordedRun(name, history, settings, problems);
  }

  /** What the records should hold and do not. */
  private static List<String> gaps(RunHistory history, List<Setting> settings) {
    boolean validates =
        settings.stream()
            .noneMatch(s -> s.key().equals("corpus.valid") && s.value().equals("null"));
    List<String> gaps = new ArrayList<>();
    if (history.start() == null) {
      gaps.add("no start is recorded: task, data and machines are not known");
    }
    if (!history.hasSteps()) {
      gaps.add("no step is recorded");
    } else if (history.lastValidation() == null && validates) {
      gaps.add("no validation is recorded: what the model is worth is not known");
    }
    if (history.end() == null) {
      gaps.add(
          "no end is recorded: the run was killed or still goes on"
              + (history.hasSteps() ? " after step " + history.lastStep().step() : ""));
    }
    return gaps;
  }

  /** The value of a key, without quotes. */
  public Optional<String> setting(String key) {
    return settings.stream()
        .filter(setting -> setting.key().equals(key))
        .map(Setting::plainValue)
        .findFirst();
  }

  /** The bound of the gradient's norm, infinite where there is none. */
  public double clipNorm() {
    return setting("train.clip.norm")
        .filter(norm -> !norm.equals("null"))
        .map(Double::parseDouble)
        .orElse(Double.POSITIVE_INFINITY);
  }
}
