package dev.unroll.train;

import dev.unroll.parameter.Gradients;
import dev.unroll.parameter.RowSet;
import dev.unroll.parameter.Slice;

/**
 * Visits the ranges of the flat array that hold a gradient in this step, in rising order: dense
 * parts, joined where they touch, and each touched row of the sparse parts.
 */
final class GradientRanges {
  private GradientRanges() {}

  /** Receives the floats {@code start} (inclusive) to {@code end} (exclusive). */
  @FunctionalInterface
  interface Visitor {
    void visit(int start, int end);
  }

  static void forEach(Gradients gradients, Visitor visitor) {
    int start = 0; // of the dense range that is still growing
    for (Slice slice : gradients.layout().slices()) {
      if (slice.sparseRows() > 0) {
        visitIfAny(start, slice.offset(), visitor);
        start = slice.offset() + slice.sparseSize();
        visitTouchedRows(slice, gradients.touched(slice), visitor);
      }
    }
    visitIfAny(start, gradients.layout().size(), visitor);
  }

  private static void visitTouchedRows(Slice slice, RowSet touched, Visitor visitor) {
    int length = slice.rowLength();
    for (int row : touched.sorted()) {
      int start = slice.offset() + row * length;
      visitor.visit(start, start + length);
    }
  }

  private static void visitIfAny(int start, int end, Visitor visitor) {
    if (start < end) {
      visitor.visit(start, end);
    }
  }
}
