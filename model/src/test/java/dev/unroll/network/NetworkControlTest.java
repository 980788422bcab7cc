package dev.unroll.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.control.ControlExample;
import dev.unroll.control.EncoderDecoderSpec;
import dev.unroll.control.Hypothesis;
import dev.unroll.control.Implementation;
import dev.unroll.control.NetworkSpec;
import dev.unroll.control.PairExample;
import dev.unroll.control.RandomNetworks;
import dev.unroll.control.SequenceModel;
import dev.unroll.control.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The float kernels against the double control on sizes that no vector length divides. */
class NetworkControlTest {

  /** Float32 sums over some hundred products, and approximations of tanh and exp within 1e-6. */
  private static final double FLOAT_TOLERANCE = 1e-4;

  /**
   * Sums of terms of size one may cancel, but their rounding errors do not: see {@link
   * Tensor#error}.
   */
  private static final double TERMS = 0.1;

  /** Two ways through the same float kernels: other shapes of the products round otherwise. */
  private static final double SHAPE_TOLERANCE = 2e-5;

  private static final List<String> CELLS =
      List.of(
          "rnn-tanh", "rnn-relu", "gru-simple", "gru", "gru-reset-after", "lstm", "lstm-peephole");
  private static final List<Integer> SIZES = List.of(1, 4, 6, 8, 13, 31);

  static Stream<Arguments> cellsAndSizes() {
    return CELLS.stream().flatMap(cell -> SIZES.stream().map(size -> Arguments.of(cell, size)));
  }

  private static long seed(String cell, int hiddenSize, int round) {
    return 1000L * hiddenSize + 10L * cell.hashCode() + round;
  }

  /** A drawn network with its batch of 1 to 7 sequences. */
  private record Case(
      NetworkSpec spec, Map<String, Tensor> parameters, List<ControlExample> examples) {

    static Case draw(String cell, int hiddenSize, int round) {
      return draw(cell, hiddenSize, round, 1 + (hiddenSize + 3 * round + cell.length()) % 7);
    }

    static Case draw(String cell, int hiddenSize, int round, int sequences) {
      RandomNetworks random = new RandomNetworks(seed(cell, hiddenSize, round));
      NetworkSpec spec = random.network(cell, hiddenSize);
      int[] lengths = random.lengths(sequences, 9);
      return new Case(spec, random.parameters(spec.shapes()), random.examples(spec, lengths));
    }

    SequenceModel production() {
      return new ProductionSequenceModel(spec, parameters);
    }
  }

  @ParameterizedTest
  @MethodSource("cellsAndSizes")
  void run_oddSizesAndMixedLengths_matchesControl(String cell, int hiddenSize) {
    for (int round = 0; round < 5; round++) {
      Case drawn = Case.draw(cell, hiddenSize, round);
      Map<String, Tensor> want =
          Implementation.CONTROL.network(drawn.spec(), drawn.parameters()).run(drawn.examples());
      compare(drawn.spec(), drawn.production().run(drawn.examples()), want, FLOAT_TOLERANCE);
    }
  }

  /** So many columns that the recurrent weights are packed. */
  @ParameterizedTest
  @MethodSource("cellsAndSizes")
  void run_manySequences_matchesControl(String cell, int hiddenSize) {
    Case drawn = Case.draw(cell, hiddenSize, 9, 60);
    Map<String, Tensor> want =
        Implementation.CONTROL.network(drawn.spec(), drawn.parameters()).run(drawn.examples());
    compare(drawn.spec(), drawn.production().run(drawn.examples()), want, FLOAT_TOLERANCE);
  }

  @ParameterizedTest
  @MethodSource("cellsAndSizes")
  void run_otherOrderInsideTheBatch_sameGradients(String cell, int hiddenSize) {
    Case drawn = Case.draw(cell, hiddenSize, 7);
    List<ControlExample> shuffled = new ArrayList<>(drawn.examples());
    Collections.shuffle(shuffled, new Random(5));
    Map<String, Tensor> want = gradients(drawn.production().run(drawn.examples()));
    Map<String, Tensor> got = drawn.production().run(shuffled);
    compare(drawn.spec(), got, want, SHAPE_TOLERANCE);
  }

  @ParameterizedTest
  @MethodSource("cellsAndSizes")
  void run_batchesOfOne_sumToTheWholeBatch(String cell, int hiddenSize) {
    Case drawn = Case.draw(cell, hiddenSize, 8);
    SequenceModel model = drawn.production();
    Map<String, Tensor> whole = gradients(model.run(drawn.examples()));
    Map<String, double[]> sums = new TreeMap<>();
    for (ControlExample example : drawn.examples()) {
      model
          .run(List.of(example))
          .forEach(
              (name, value) -> sums.merge(name, value.data().clone(), NetworkControlTest::plus));
    }
    whole.forEach(
        (name, want) -> {
          double error = Tensor.error(new Tensor(want.shape(), sums.get(name)), want, TERMS);
          assertTrue(error <= SHAPE_TOLERANCE, () -> drawn.spec() + " " + name + " " + error);
        });
  }

  @ParameterizedTest
  @MethodSource("cellsAndSizes")
  void run_usedWorkspace_sameBitsAsNewOne(String cell, int hiddenSize) {
    Case drawn = Case.draw(cell, hiddenSize, 9);
    SequenceModel used = drawn.production();
    used.run(new RandomNetworks(3).examples(drawn.spec(), 2, 11, 5, 3, 8, 1, 4, 7, 7));
    Map<String, Tensor> want = drawn.production().run(drawn.examples());
    Map<String, Tensor> got = used.run(drawn.examples());
    want.forEach((name, value) -> assertArrayEquals(value.data(), got.get(name).data(), name));
  }

  @ParameterizedTest
  @MethodSource("cellsAndSizes")
  void run_encoderDecoderOfOddSizes_matchesControl(String cell, int hiddenSize) {
    for (int round = 0; round < 5; round++) {
      RandomNetworks random = new RandomNetworks(seed(cell, hiddenSize, round));
      EncoderDecoderSpec spec = random.encoderDecoder(cell, hiddenSize);
      Map<String, Tensor> parameters = random.parameters(spec.shapes());
      int m = 1 + (hiddenSize + 3 * round) % 7;
      List<PairExample> pairs = random.pairs(spec, random.lengths(m, 9), random.lengths(m, 7));
      Map<String, Tensor> want = Implementation.CONTROL.encoderDecoder(spec, parameters).run(pairs);
      compare(spec, new ProductionPairModel(spec, parameters).run(pairs), want, FLOAT_TOLERANCE);
    }
  }

  @ParameterizedTest
  @MethodSource("cellsAndSizes")
  void beam_manySources_findsWhatTheControlFinds(String cell, int hiddenSize) {
    RandomNetworks random = new RandomNetworks(seed(cell, hiddenSize, 5));
    EncoderDecoderSpec spec = random.encoderDecoder(cell, hiddenSize);
    Map<String, Tensor> parameters = random.parameters(spec.shapes());
    List<ControlExample> sources =
        random.pairs(spec, random.lengths(5, 9), new int[] {1, 1, 1, 1, 1}).stream()
            .map(PairExample::source)
            .toList();
    for (int width = 1; width <= 4; width++) {
      List<List<Hypothesis>> want =
          Implementation.CONTROL.encoderDecoder(spec, parameters).beam(sources, 0, 6, width, 0.7);
      List<List<Hypothesis>> got =
          new ProductionPairModel(spec, parameters).beam(sources, 0, 6, width, 0.7);
      for (int i = 0; i < sources.size(); i++) {
        assertEquals(
            want.get(i).stream().map(Hypothesis::tokens).toList(),
            got.get(i).stream().map(Hypothesis::tokens).toList());
      }
    }
  }

  private static double[] plus(double[] sum, double[] value) {
    double[] result = sum.clone();
    for (int i = 0; i < result.length && i < value.length; i++) {
      result[i] += value[i];
    }
    return result;
  }

  /** Loss and gradients by the parameters: what does not depend on the sequences' order. */
  private static Map<String, Tensor> gradients(Map<String, Tensor> results) {
    Map<String, Tensor> gradients = new TreeMap<>(results);
    gradients.keySet().removeIf(name -> !name.equals("loss") && !name.startsWith("gradients/"));
    return gradients;
  }

  private static void compare(
      Record spec, Map<String, Tensor> got, Map<String, Tensor> want, double tolerance) {
    want.forEach(
        (name, value) -> {
          assertTrue(got.containsKey(name), () -> name + " must be given by " + spec);
          double error = Tensor.error(got.get(name), value, TERMS);
          assertTrue(
              error <= tolerance,
              () ->
                  "%s of %s: error must be <= %g, got %g".formatted(name, spec, tolerance, error));
        });
  }
}
