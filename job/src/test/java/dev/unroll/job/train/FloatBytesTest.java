package dev.unroll.job.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.unroll.parameter.Gradients;
import dev.unroll.parameter.ParameterLayout;
import dev.unroll.parameter.Slice;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FloatBytesTest {
  private static final int ROWS = 1000;
  private static final int WIDTH = 3;
  private static final int DENSE = 7;

  private final ParameterLayout.Builder builder = new ParameterLayout.Builder();
  private final Slice first = builder.add("dense", DENSE);
  private final Slice sparse = builder.add("sparse", false, ROWS, ROWS, WIDTH);
  private final Slice mixed = builder.add("mixed", true, 2, WIDTH, 4);
  private final ParameterLayout layout = builder.build();
  private final Random random = new Random(5);

  private Gradients random(int... rows) {
    Gradients gradients = new Gradients(layout);
    float[] values = gradients.values();
    fill(values, first.offset(), first.end());
    for (int row : rows) {
      gradients.touched(sparse).add(row);
      int start = sparse.offset() + row * WIDTH;
      fill(values, start, start + WIDTH);
    }
    gradients.touched(mixed).add(1);
    fill(values, mixed.offset() + mixed.rowLength(), mixed.end());
    return gradients;
  }

  private void fill(float[] values, int from, int to) {
    for (int i = from; i < to; i++) {
      values[i] = random.nextFloat() - 0.5f;
    }
  }

  @Test
  void floats_anyBits_comeBack() {
    float[] floats = {1.5f, -0f, Float.NaN, Float.NEGATIVE_INFINITY, Float.MIN_VALUE};
    assertArrayEquals(floats, FloatBytes.toFloats(FloatBytes.of(floats)));
    assertArrayEquals(new byte[] {0, 0, (byte) 0xc0, 0x3f}, FloatBytes.of(new float[] {1.5f}));
  }

  @Test
  void gradients_comeBackWithTheirRows() {
    Gradients sent = random(999, 4, 0);
    Gradients got = new Gradients(layout);
    FloatBytes.read(FloatBytes.of(sent), got);
    assertArrayEquals(sent.values(), got.values());
    assertArrayEquals(new int[] {0, 4, 999}, got.touched(sparse).sorted());
    assertArrayEquals(new int[] {1}, got.touched(mixed).sorted());
  }

  @Test
  void gradients_costTouchedRowsOnly() {
    int dense = DENSE + 2 * WIDTH;
    int rows = 2 * (1 + WIDTH) + 1 * (1 + WIDTH);
    assertEquals(4 * (dense + rows + 2), FloatBytes.of(random(3, 5)).length);
  }
}
