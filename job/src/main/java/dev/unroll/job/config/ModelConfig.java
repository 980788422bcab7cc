package dev.unroll.job.config;

import java.io.Serializable;
import java.util.List;

/**
 * The block {@code model}. Words such as {@code cell} keep their spelling.
 *
 * @param embeddingSize size of the symbols' vectors, 0 for one-hot input
 * @param headLayers sizes of the dense layers between the recurrent stack and the output
 * @param forgetBias what the biases of forget gates start with, NaN for what {@code init} gives
 * @param cutoffs first symbol of each cluster of an adaptive softmax
 */
public record ModelConfig(
    String cell,
    int layers,
    int hiddenSize,
    int embeddingSize,
    boolean bidirectional,
    List<Integer> headLayers,
    String headActivation,
    String output,
    String attention,
    String pooling,
    boolean tied,
    String initialState,
    double forgetBias,
    List<Integer> cutoffs,
    Dropout dropout,
    Init init)
    implements Serializable {

  /**
   * The block {@code model.dropout}: probabilities that a value is dropped.
   *
   * @param recurrent for weights of the recurrent matrices
   * @param variational whether one mask serves all steps of a sequence
   */
  public record Dropout(
      double embedding,
      double input,
      double hidden,
      double output,
      double recurrent,
      boolean variational)
      implements Serializable {

    public Dropout {
      Check.share("model.dropout.embedding", embedding);
      Check.share("model.dropout.input", input);
      Check.share("model.dropout.hidden", hidden);
      Check.share("model.dropout.output", output);
      Check.share("model.dropout.recurrent", recurrent);
    }

    static Dropout from(Section dropout) {
      return new Dropout(
          dropout.number("embedding"),
          dropout.number("input"),
          dropout.number("hidden"),
          dropout.number("output"),
          dropout.number("recurrent"),
          dropout.flag("variational"));
    }
  }

  /**
   * The block {@code model.init}: how weights start.
   *
   * @param scale bound of the uniform distribution
   */
  public record Init(String kind, double scale) implements Serializable {

    public Init {
      Check.positive("model.init.scale", scale);
    }

    static Init from(Section init) {
      return new Init(init.oneOf("kind", List.of("default", "uniform")), init.number("scale"));
    }
  }

  public ModelConfig {
    headLayers = List.copyOf(headLayers);
    cutoffs = List.copyOf(cutoffs);
    Check.atLeast("model.layers", layers, 1);
    Check.atLeast("model.hidden-size", hiddenSize, 1);
    Check.atLeast("model.embedding-size", embeddingSize, 0);
    headLayers.forEach(size -> Check.atLeast("model.head-layers", size, 1));
    if (Double.isInfinite(forgetBias)) {
      throw ConfigError.must("model.forget-bias", "be finite", forgetBias);
    }
    checkCutoffs(output, cutoffs);
    int width =
        headLayers.isEmpty()
            ? hiddenSize * (bidirectional ? 2 : 1)
            : headLayers.get(headLayers.size() - 1);
    if (tied && embeddingSize != width) {
      throw ConfigError.must(
          "model.embedding-size",
          "be " + width + ", the width of what the head reads, with model.tied = true",
          embeddingSize);
    }
    if (tied && output.equals("adaptive-softmax")) {
      throw ConfigError.must("model.tied", "be false with model.output = adaptive-softmax", true);
    }
    if (dropout.embedding() > 0 && embeddingSize == 0) {
      throw ConfigError.must(
          "model.dropout.embedding",
          "be 0 without an embedding",
          dropout.embedding(),
          "model.embedding-size is 0");
    }
  }

  static ModelConfig from(Section model) {
    return new ModelConfig(
        model.oneOf(
            "cell",
            List.of(
                "rnn-tanh",
                "rnn-relu",
                "gru-simple",
                "gru",
                "gru-reset-after",
                "lstm",
                "lstm-peephole")),
        model.integer("layers"),
        model.integer("hidden-size"),
        model.integer("embedding-size"),
        model.flag("bidirectional"),
        model.integers("head-layers"),
        model.oneOf("head-activation", List.of("tanh", "relu")),
        model.oneOf("output", List.of("softmax", "sigmoid", "crf", "adaptive-softmax", "linear")),
        model.oneOf("attention", List.of("none", "luong")),
        model.oneOf("pooling", List.of("last", "mean", "max")),
        model.flag("tied"),
        model.oneOf("initial-state", List.of("zero", "learned")),
        model.number("forget-bias", Double.NaN),
        model.integers("cutoffs"),
        Dropout.from(model.section("dropout")),
        Init.from(model.section("init")));
  }

  private static void checkCutoffs(String output, List<Integer> cutoffs) {
    if (output.equals("adaptive-softmax") == cutoffs.isEmpty()) {
      throw ConfigError.must(
          "model.cutoffs",
          cutoffs.isEmpty() ? "not be empty" : "be empty",
          cutoffs,
          "model.output is " + output);
    }
    for (int i = 0; i < cutoffs.size(); i++) {
      if (cutoffs.get(i) <= (i == 0 ? 0 : cutoffs.get(i - 1))) {
        throw ConfigError.must("model.cutoffs", "be positive and rise", cutoffs);
      }
    }
  }
}
