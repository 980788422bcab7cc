package dev.unroll.job.onnx;

import dev.unroll.parameter.ParameterLayout;
import dev.unroll.parameter.Slice;

/** The parameters of a model, and products with them as nodes. */
record Layers(Graph graph, ParameterLayout layout, float[] parameters) {

  /** Size of a tensor along one axis. */
  int size(String tensor, int axis) {
    return layout.slice(tensor).shape().get(axis);
  }

  /** All numbers of a tensor, row-major. */
  float[] get(String tensor) {
    Slice slice = layout.slice(tensor);
    float[] values = new float[slice.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = parameters[slice.at(i)];
    }
    return values;
  }

  /** A tensor as a constant of this shape. */
  String constant(String tensor, int... shape) {
    return graph.constant(tensor, get(tensor), shape);
  }

  /** W x of vectors x, (…, width): (…, rows). */
  String product(String x, String weight) {
    int rows = size(weight, 0);
    int width = size(weight, 1);
    float[] values = get(weight);
    float[] transposed = new float[values.length];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < width; j++) {
        transposed[rows * j + i] = values[width * i + j];
      }
    }
    return graph.node("MatMul", x, graph.constant(weight, transposed, width, rows));
  }

  /** x + b of vectors x. */
  String biased(String x, String bias) {
    return graph.node("Add", x, constant(bias, size(bias, 0)));
  }

  /** W x + b of vectors x. */
  String affine(String x, String name) {
    return biased(product(x, name + ".weight"), name + ".bias");
  }
}
