package dev.unroll.control;

import java.util.List;
import java.util.Map;

/** An encoder-decoder that a test can run. */
public interface PairModel {

  /**
   * Both passes over a batch; everything that a golden file of kind {@code encoder-decoder}
   * expects.
   */
  Map<String, Tensor> run(List<PairExample> examples);

  /**
   * Beam search; a width of 1 is greedy search.
   *
   * @return for each source the best hypotheses by falling log-probability / length^alpha
   */
  List<List<Hypothesis>> beam(
      List<ControlExample> sources, int eos, int maxLength, int width, double alpha);
}
