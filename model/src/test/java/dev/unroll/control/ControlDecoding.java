package dev.unroll.control;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Beam search that keeps no state: every prefix is read again from its beginning. */
final class ControlDecoding {

  private final ControlEncoderDecoder network;
  private final int eos;
  private final int maxLength;

  ControlDecoding(ControlEncoderDecoder network, int eos, int maxLength) {
    this.network = network;
    this.eos = eos;
    this.maxLength = maxLength;
  }

  /** The best hypotheses, by falling score. */
  List<Hypothesis> beam(ControlExample source, int width, double alpha) {
    List<Hypothesis> live = List.of(new Hypothesis(List.of(), 0, false));
    List<Hypothesis> done = new ArrayList<>();
    for (int position = 0; position < maxLength && !live.isEmpty(); position++) {
      List<Hypothesis> extensions = new ArrayList<>();
      for (Hypothesis hypothesis : live) {
        extensions.addAll(extend(source, hypothesis));
      }
      extensions.sort(Comparator.comparingDouble(Hypothesis::logProbability).reversed());
      List<Hypothesis> best = extensions.subList(0, Math.min(width, extensions.size()));
      done.addAll(best.stream().filter(Hypothesis::ended).toList());
      live = best.stream().filter(h -> !h.ended()).toList();
    }
    done.addAll(live);
    done.sort(Comparator.comparingDouble((Hypothesis h) -> h.score(alpha)).reversed());
    return done.subList(0, Math.min(width, done.size()));
  }

  private List<Hypothesis> extend(ControlExample source, Hypothesis hypothesis) {
    int[] prefix = hypothesis.tokens().stream().mapToInt(Integer::intValue).toArray();
    double[] logP = network.logProbabilities(source, prefix);
    List<Hypothesis> extensions = new ArrayList<>();
    for (int token = 0; token < logP.length; token++) {
      List<Integer> tokens = new ArrayList<>(hypothesis.tokens());
      tokens.add(token);
      extensions.add(
          new Hypothesis(tokens, hypothesis.logProbability() + logP[token], token == eos));
    }
    return extensions;
  }
}
