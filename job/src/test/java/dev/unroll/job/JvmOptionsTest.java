package dev.unroll.job;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.launcher.JavaModuleOptions;
import org.junit.jupiter.api.Test;

class JvmOptionsTest {
  /**
   * The launcher starts Spark's JVM itself where there is no installation, with Spark's options.
   */
  @Test
  void jvmOptions_ofLauncherAndTests_areSparksOwn() throws IOException {
    List<String> options =
        Files.readAllLines(Path.of("bin/jvm.options")).stream()
            .filter(line -> !line.startsWith("#"))
            .toList();
    assertEquals(List.of(JavaModuleOptions.defaultModuleOptionArray()), options);
  }
}
