package dev.unroll.golden;

import dev.unroll.control.ControlExample;
import dev.unroll.control.EncoderDecoderSpec;
import dev.unroll.control.Hypothesis;
import dev.unroll.control.PairModel;
import dev.unroll.control.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The search part of a golden file of kind {@code decoding}.
 *
 * @param greedy the expected hypothesis of each source
 * @param beams what is expected for each length penalty
 */
record GoldenDecoding(
    List<ControlExample> sources,
    int eos,
    int maxLength,
    int beamWidth,
    List<Scored> greedy,
    List<Beam> beams) {

  /** A hypothesis and its score; of a greedy one the score is its log-probability. */
  record Scored(Hypothesis hypothesis, double score) {}

  /** The hypotheses of each source under one length penalty. */
  record Beam(double alpha, List<List<Scored>> sources) {}

  static GoldenDecoding read(EncoderDecoderSpec spec, Fields root) {
    Fields inputs = root.object("inputs");
    List<ControlExample> sources = GoldenReader.sources(spec, inputs);
    int eos = inputs.integer("eos");
    int maxLength = inputs.integer("max-length");
    int beamWidth = inputs.integer("beam-width");
    double[] penalties = inputs.numbers("length-penalties");
    inputs.finish();

    Fields expected = root.object("expected");
    List<Scored> greedy =
        expected.objects("greedy").stream().map(one -> scored(one, "log-probability")).toList();
    List<Beam> beams = new ArrayList<>();
    for (Fields beam : expected.objects("beam")) {
      List<List<Scored>> hypotheses = new ArrayList<>();
      for (Fields source : beam.objects("sources")) {
        hypotheses.add(
            source.objects("hypotheses").stream().map(one -> scored(one, "score")).toList());
        source.finish();
      }
      beams.add(new Beam(beam.number("alpha"), hypotheses));
      beam.finish();
    }
    expected.finish();
    double[] alphas = beams.stream().mapToDouble(Beam::alpha).toArray();
    if (!Arrays.equals(alphas, penalties)
        || greedy.size() != sources.size()
        || beams.stream().anyMatch(b -> b.sources().size() != sources.size())) {
      throw new IllegalArgumentException(
          "expected must have a greedy and a beam entry for every source and length penalty");
    }
    return new GoldenDecoding(sources, eos, maxLength, beamWidth, greedy, beams);
  }

  private static Scored scored(Fields one, String score) {
    Hypothesis hypothesis =
        new Hypothesis(
            Arrays.stream(one.integers("tokens")).boxed().toList(),
            one.number("log-probability"),
            one.bool("ended"));
    Scored scored = new Scored(hypothesis, one.number(score));
    one.finish();
    return scored;
  }

  /**
   * Runs every search and compares: symbols exactly, log-probabilities and scores within the
   * tolerance.
   */
  void check(String who, PairModel model, double tolerance) {
    List<List<Scored>> first = greedy.stream().map(List::of).toList();
    compare(who + " greedy", search(model, 1, 0), first, 0, tolerance);
    for (Beam beam : beams) {
      compare(
          who + " beam, alpha " + beam.alpha(),
          search(model, beamWidth, beam.alpha()),
          beam.sources(),
          beam.alpha(),
          tolerance);
    }
  }

  private List<List<Hypothesis>> search(PairModel model, int width, double alpha) {
    return model.beam(sources, eos, maxLength, width, alpha);
  }

  private static void compare(
      String what,
      List<List<Hypothesis>> got,
      List<List<Scored>> expected,
      double alpha,
      double tolerance) {
    for (int i = 0; i < expected.size(); i++) {
      compareOne(what + ", source " + i, got.get(i), expected.get(i), alpha, tolerance);
    }
  }

  private static void compareOne(
      String what, List<Hypothesis> got, List<Scored> expected, double alpha, double tolerance) {
    if (got.size() != expected.size()) {
      throw new AssertionError(
          "%s must have %d hypotheses, got %d".formatted(what, expected.size(), got.size()));
    }
    for (int i = 0; i < got.size(); i++) {
      Hypothesis want = expected.get(i).hypothesis();
      if (!got.get(i).tokens().equals(want.tokens()) || got.get(i).ended() != want.ended()) {
        throw new AssertionError(
            "%s, hypothesis %d must be %s, got %s".formatted(what, i, want, got.get(i)));
      }
      Tensor values = Tensor.vector(got.get(i).logProbability(), got.get(i).score(alpha));
      double error =
          Tensor.error(values, Tensor.vector(want.logProbability(), expected.get(i).score()));
      if (!(error <= tolerance)) {
        throw new AssertionError(
            "%s, hypothesis %d: error must be <= %g, got %g".formatted(what, i, tolerance, error));
      }
    }
  }
}
