package dev.unroll.network;

import dev.unroll.linalg.CounterRandom;
import dev.unroll.parameter.ParameterLayout;
import dev.unroll.parameter.Slice;

/**
 * How parameters begin.
 *
 * <pre>
 * DEFAULT   recurrent layers U(±1/√H), dense layers U(±1/√width), embeddings N(0, 1), CRF U(±0.1),
 *           states, peepholes 0: what PyTorch's modules do
 * UNIFORM   everything U(±scale), biases 0
 * </pre>
 *
 * @param kind the distribution
 * @param scale half width of UNIFORM; unused otherwise
 * @param forgetBias what the bias of an LSTM's forget gate is set to (Jozefowicz et al. 2015 advise
 *     1); NaN leaves it as drawn
 */
public record Initialization(Kind kind, double scale, double forgetBias) {

  /** The distributions. */
  public enum Kind {
    DEFAULT,
    UNIFORM
  }

  /** PyTorch's defaults. */
  public static final Initialization DEFAULT = new Initialization(Kind.DEFAULT, 0, Double.NaN);

  /** Checks the scale. */
  public Initialization {
    if (kind == Kind.UNIFORM && !(scale > 0)) {
      throw new IllegalArgumentException("init.scale must be > 0, got " + scale);
    }
  }

  float[] parameters(ParameterLayout layout, long seed) {
    float[] parameters = new float[layout.size()];
    int number = 0;
    for (Slice slice : layout.slices()) {
      long key = CounterRandom.key(seed, number++);
      if (isEmbedding(slice) && kind == Kind.DEFAULT) {
        for (int i = 0; i < slice.size(); i++) {
          parameters[slice.offset() + i] = (float) CounterRandom.normal(key, i);
        }
        continue;
      }
      double bound = bound(slice, layout);
      for (int i = 0; i < slice.size(); i++) {
        parameters[slice.offset() + i] =
            (float) (bound * (2 * CounterRandom.uniformDouble(key, i) - 1));
      }
      if (!Double.isNaN(forgetBias) && isLstmBias(slice, layout)) {
        int units = slice.size() / 4;
        for (int k = units; k < 2 * units; k++) {
          parameters[slice.offset() + k] = (float) forgetBias;
        }
      }
    }
    return parameters;
  }

  private double bound(Slice slice, ParameterLayout layout) {
    String name = slice.name();
    if (name.contains("peephole") || name.endsWith("rnn.h0") || name.endsWith("rnn.c0")) {
      return 0;
    }
    if (kind == Kind.UNIFORM) {
      return slice.shape().size() == 1 ? 0 : scale;
    }
    if (name.startsWith("crf.")) {
      return 0.1;
    }
    if (name.contains("rnn.")) {
      String direction = name.substring(name.indexOf("_l"));
      String prefix = name.substring(0, name.indexOf("rnn."));
      return 1 / Math.sqrt(hiddenSize(layout, prefix + "rnn.weight_hh" + direction));
    }
    return 1 / Math.sqrt(fanIn(slice, layout));
  }

  private static int hiddenSize(ParameterLayout layout, String recurrentWeights) {
    return layout.slice(recurrentWeights).shape().get(1);
  }

  private static int fanIn(Slice slice, ParameterLayout layout) {
    if (slice.shape().size() == 2) {
      return slice.shape().get(1);
    }
    String weight = slice.name().replace(".bias", ".weight");
    if (layout.contains(weight)) {
      return layout.slice(weight).shape().get(1);
    }
    String tied = layout.contains("embedding.weight") ? "" : "decoder.";
    return layout.slice(tied + "embedding.weight").shape().get(1);
  }

  private static boolean isEmbedding(Slice slice) {
    return slice.name().endsWith("embedding.weight");
  }

  private static boolean isLstmBias(Slice slice, ParameterLayout layout) {
    if (!slice.name().contains("rnn.bias_l")) {
      return false;
    }
    String recurrent = slice.name().replace("rnn.bias_l", "rnn.weight_hh_l");
    return slice.size() == 4 * layout.slice(recurrent).shape().get(1);
  }
}
