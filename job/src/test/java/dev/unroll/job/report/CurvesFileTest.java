package dev.unroll.job.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import javax.imageio.ImageIO;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CurvesFileTest {
  @TempDir java.nio.file.Path dir;
  private FileSystem fileSystem;
  private final RunHistory history = new RunHistory();

  @BeforeEach
  void open() throws IOException {
    fileSystem = FileSystem.getLocal(new Configuration()).getRaw();
  }

  private CurvesFile curves() {
    return new CurvesFile(fileSystem, new Path(dir.toUri().getPath(), "curves.png"), history, 3);
  }

  private void train(long steps, CurvesFile curves) {
    history.onStart(Events.start("tagger", LossUnit.LOSS, 0));
    for (long step = 1; step <= steps; step++) {
      history.onStep(Events.step(step, 5.0 / step));
    }
    ValidationReport validation = Events.validation(steps, true, "f1", Events.metrics(1.5, 0.5));
    history.onValidation(validation);
    curves.onValidation(validation);
  }

  @Test
  void validation_thenClose_leavesAnImageOfEveryPanel() throws IOException {
    try (CurvesFile curves = curves()) {
      train(50, curves);
    }
    BufferedImage image = ImageIO.read(dir.resolve("curves.png").toFile());
    assertEquals(4, image.getHeight() / 300);
    for (int panel = 0; panel < 4; panel++) {
      Set<Integer> colors = new HashSet<>();
      for (int x = 0; x < image.getWidth(); x++) {
        for (int y = 300 * panel; y < 300 * (panel + 1); y++) {
          colors.add(image.getRGB(x, y));
        }
      }
      assertTrue(colors.contains(0xff0072b2), "the first curve of panel " + panel);
      assertEquals(panel == 3, colors.contains(0xffb00020), "the threshold, in panel " + panel);
    }
    assertEquals(1, Files.list(dir).count(), "no unfinished file is left");
  }

  @Test
  void checkpoint_withoutValidation_draws() {
    try (CurvesFile curves = curves()) {
      history.onStep(Events.step(1, 2));
      curves.onCheckpoint(new CheckpointReport(1, "c", 1));
    }
    assertTrue(Files.exists(dir.resolve("curves.png")));
  }

  @Test
  void end_beforeAnyStep_drawsNothing() {
    try (CurvesFile curves = curves()) {
      curves.onEnd(Events.end(0));
    }
    assertFalse(Files.exists(dir.resolve("curves.png")));
  }

  @Test
  void placeThatRefuses_trainingGoesOn() throws IOException {
    Files.createDirectory(dir.resolve("curves.png"));
    Files.writeString(dir.resolve("curves.png/in-the-way"), "");
    try (CurvesFile curves = curves()) {
      train(3, curves);
      ValidationReport again = Events.validation(4, false, "loss", Map.of("loss", 1.0));
      history.onValidation(again);
      curves.onValidation(again);
    }
    assertTrue(Files.isDirectory(dir.resolve("curves.png")));
  }
}
