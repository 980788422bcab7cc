package dev.unroll.control;

/**
 * Some rows of a weight matrix and the same rows of its gradient. A bias is a matrix of one column,
 * multiplied by 1.
 *
 * @param value the whole matrix, row-major
 * @param gradient of the loss by the matrix, same layout
 * @param first the first of the rows
 * @param count how many rows
 * @param columns of the matrix
 */
record Rows(double[] value, double[] gradient, int first, int count, int columns) {

  /** W x. */
  double[] times(double... x) {
    double[] y = new double[count];
    for (int i = 0; i < count; i++) {
      for (int j = 0; j < columns; j++) {
        y[i] += value[(first + i) * columns + j] * x[j];
      }
    }
    return y;
  }

  /** For y = W x: adds dy xᵀ into the gradient and returns Wᵀ dy, the gradient by x. */
  double[] backward(double[] dy, double... x) {
    double[] dx = new double[columns];
    for (int i = 0; i < count; i++) {
      for (int j = 0; j < columns; j++) {
        gradient[(first + i) * columns + j] += dy[i] * x[j];
        dx[j] += value[(first + i) * columns + j] * dy[i];
      }
    }
    return dx;
  }

  /** w ∘ x, with w the first of the rows. */
  double[] timesElements(double[] x) {
    double[] y = new double[columns];
    for (int j = 0; j < columns; j++) {
      y[j] = value[first * columns + j] * x[j];
    }
    return y;
  }

  /** For y = w ∘ x: adds dy ∘ x into the gradient and returns w ∘ dy. */
  double[] backwardElements(double[] dy, double[] x) {
    for (int j = 0; j < columns; j++) {
      gradient[first * columns + j] += dy[j] * x[j];
    }
    return timesElements(dy);
  }
}
