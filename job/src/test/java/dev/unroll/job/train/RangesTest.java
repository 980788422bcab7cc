package dev.unroll.job.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.unroll.parameter.Gradients;
import dev.unroll.parameter.ParameterLayout;
import dev.unroll.parameter.Slice;
import java.nio.FloatBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RangesTest {
  private static final int WIDTH = 3;

  private final ParameterLayout.Builder builder = new ParameterLayout.Builder();
  private final Slice first = builder.add("dense", 7);
  private final Slice sparse = builder.add("sparse", false, 100, 100, WIDTH);
  private final Slice mixed = builder.add("mixed", true, 2, WIDTH, 4);
  private final ParameterLayout layout = builder.build();

  private Gradients touching(int... rows) {
    Gradients gradients = new Gradients(layout);
    for (int row : rows) {
      gradients.touched(sparse).add(row);
    }
    gradients.touched(mixed).add(1);
    return gradients;
  }

  private static float[] counting(int n) {
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = i;
    }
    return values;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 7, 100})
  void copy_inPiecesOfAnySize_movesDensePartsAndTouchedRows(int piece) {
    int[][] rows = Ranges.rows(touching(99, 4, 5));
    assertArrayEquals(new int[][] {{4, 5, 99}, {1}}, rows);
    Ranges ranges = Ranges.of(layout, rows);
    assertEquals(first.size() + 3 * WIDTH + WIDTH + 2 * WIDTH, ranges.size());
    float[] values = counting(layout.size());
    float[] copy = new float[layout.size()];
    for (int at = 0; at < ranges.size(); at += piece) {
      FloatBuffer buffer = FloatBuffer.allocate(Math.min(piece, ranges.size() - at));
      ranges.copyOut(values, at, buffer);
      ranges.copyIn(buffer.flip(), at, copy);
    }
    for (int i = 0; i < copy.length; i++) {
      boolean inSparse = i >= sparse.offset() && i < sparse.end();
      int row = (i - sparse.offset()) / WIDTH;
      boolean touched = !inSparse || row == 4 || row == 5 || row == 99;
      if (i >= mixed.offset()) {
        touched = i >= mixed.offset() + WIDTH;
      }
      assertEquals(touched ? values[i] : 0, copy[i], "float " + i);
    }
  }

  @Test
  void of_noRows_isTheWholeArray() {
    Ranges all = Ranges.of(layout, null);
    FloatBuffer buffer = FloatBuffer.allocate(layout.size());
    all.copyOut(counting(layout.size()), 0, buffer);
    assertArrayEquals(counting(layout.size()), buffer.array());
  }
}
