package dev.unroll.control;

import dev.unroll.control.ControlDecoding.Hypothesis;
import java.util.List;
import java.util.Map;

/** An encoder-decoder that a test can run. */
public interface PairModel {

  /**
   * Both passes over a batch; everything that a golden file of kind {@code encoder-decoder}
   * expects.
   */
  Map<String, Tensor> run(List<PairExample> examples);

  /** Always the most probable symbol, until {@code eos} or {@code maxLength} symbols. */
  Hypothesis greedy(ControlExample source, int eos, int maxLength);

  /** The best hypotheses of a beam search, by falling log-probability / length^alpha. */
  List<Hypothesis> beam(ControlExample source, int eos, int maxLength, int width, double alpha);
}
