package dev.unroll.control;

/**
 * Makes one vector of a sequence's outputs: the last step, the mean, or the maximum by elements.
 */
final class ControlPooling {

  private final String kind;
  private final int hiddenSize;

  ControlPooling(String kind, int hiddenSize) {
    this.kind = kind;
    this.hiddenSize = hiddenSize;
  }

  double[] forward(double[][] hidden) {
    double[] pooled = new double[hidden[0].length];
    for (int j = 0; j < pooled.length; j++) {
      if (kind.equals("mean")) {
        for (double[] step : hidden) {
          pooled[j] += step[j] / hidden.length;
        }
      } else {
        pooled[j] = hidden[source(hidden, j)][j];
      }
    }
    return pooled;
  }

  double[][] backward(double[][] hidden, double[] dPooled) {
    double[][] dHidden = new double[hidden.length][dPooled.length];
    for (int j = 0; j < dPooled.length; j++) {
      if (kind.equals("mean")) {
        for (double[] step : dHidden) {
          step[j] = dPooled[j] / hidden.length;
        }
      } else {
        dHidden[source(hidden, j)][j] = dPooled[j];
      }
    }
    return dHidden;
  }

  /**
   * The step that element j comes from; of the reverse direction's, the last step computed is the
   * first.
   */
  private int source(double[][] hidden, int j) {
    if (kind.equals("last")) {
      return j < hiddenSize ? hidden.length - 1 : 0;
    }
    int best = 0;
    for (int t = 1; t < hidden.length; t++) {
      if (hidden[t][j] > hidden[best][j]) {
        best = t;
      }
    }
    return best;
  }
}
