package dev.unroll.linalg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A JVM loads its BLAS once, so each case has a JVM of its own. */
class BlasLoadingTest {
  private static final String MISSING = "/no/such/folder";

  /** What the other JVM runs: prints what was loaded; warnings go to the same stream. */
  public static void main(String[] args) {
    System.out.println(Blas.get().describe());
    System.out.println("probe " + Blas.get().probe());
  }

  @Test
  void get_pathOfLibrary_loadsIt() throws Exception {
    String library = Blas.get().implementation().replace("embedded OpenBLAS ", "");
    String output = describeWith("-Dunroll.blas.path=" + library);
    assertTrue(output.contains("BLAS: library " + library), output);
    assertTrue(output.contains("kernel " + Blas.get().kernel()), output);
    assertTrue(output.contains("probe " + Blas.get().probe()), output);
    assertFalse(output.contains("WARN "), output);
  }

  @Test
  void get_pathOfNothing_warnsAndLoadsEmbedded() throws Exception {
    String output = describeWith("-Dunroll.blas.path=" + MISSING);
    assertTrue(output.contains("WARN"), output);
    assertTrue(output.contains("unroll.blas.path must name a BLAS library"), output);
    assertTrue(output.contains("BLAS: embedded OpenBLAS "), output);
  }

  @Test
  void get_pathOfAnotherLibrary_warnsAndLoadsEmbedded() throws Exception {
    String output =
        describeWith(
            "-Dunroll.blas.path=" + Path.of(System.getProperty("java.home"), "lib", "libzip.so"));
    assertTrue(output.contains("it has no sgemm_"), output);
    assertTrue(output.contains("BLAS: embedded OpenBLAS "), output);
    assertTrue(output.contains("probe " + Blas.get().probe()), output);
  }

  @Test
  void get_netlibCannotUnpack_warnsAndFallsBackToJava() throws Exception {
    String output = describeWith("-Djava.io.tmpdir=" + MISSING);
    assertTrue(output.contains("WARN"), output);
    assertTrue(output.contains("BLAS: netlib VectorBLAS"), output);
    assertTrue(output.contains("netlib could not bind"), output);
    assertTrue(output.contains("NoSuchFileException: " + MISSING), output);
    assertTrue(output.contains("several times slower"), output);
  }

  private String describeWith(String option) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--add-modules=jdk.incubator.vector");
    command.add(option);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(BlasLoadingTest.class.getName());
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
    return output;
  }
}
