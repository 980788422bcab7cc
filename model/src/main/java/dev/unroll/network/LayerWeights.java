package dev.unroll.network;

import dev.unroll.cell.Cell;
import dev.unroll.parameter.ParameterLayout;
import dev.unroll.parameter.Slice;

/**
 * The parameters of one direction of one recurrent layer.
 *
 * @param input W_x, (G·nA, X)
 * @param recurrent U, (G·nA, nA)
 * @param bias b, (G·nA)
 * @param recurrentBias b' of the recurrent product, (G·nA), null for most cells
 * @param peephole (3, nA), null for most cells
 */
record LayerWeights(Slice input, Slice recurrent, Slice bias, Slice recurrentBias, Slice peephole) {

  static LayerWeights declare(
      Cell cell,
      int nA,
      int width,
      int sparseRows,
      String prefix,
      String suffix,
      ParameterLayout.Builder layout) {
    int rows = cell.gates() * nA;
    Slice input = layout.add(prefix + "weight_ih" + suffix, true, sparseRows, rows, width);
    Slice recurrent = layout.add(prefix + "weight_hh" + suffix, true, 0, rows, nA);
    boolean two = cell.hasRecurrentBias();
    Slice bias = layout.add(prefix + (two ? "bias_ih" : "bias") + suffix, rows);
    Slice recurrentBias = two ? layout.add(prefix + "bias_hh" + suffix, rows) : null;
    int peepholes = cell.peepholes();
    Slice peephole = peepholes > 0 ? layout.add(prefix + "peephole" + suffix, peepholes, nA) : null;
    return new LayerWeights(input, recurrent, bias, recurrentBias, peephole);
  }

  /** G·nA. */
  int rows() {
    return bias.size();
  }
}
