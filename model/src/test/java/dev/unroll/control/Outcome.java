package dev.unroll.control;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a run says about one sequence, under the names of the golden files. */
public final class Outcome {

  /** How the values of several sequences make one tensor. */
  private enum Layout {
    /** (n) → (B, n); a number per sequence → (B). */
    ROW,
    NUMBER,
    /** (T, n) → (B, max T, max n), zeros past the end. */
    STEPS,
    /** (L·D, H) → (L·D, B, H). */
    STATES,
    /** (T) → all sequences, one after another. */
    RAGGED
  }

  private record Value(Layout layout, double[][] data) {}

  private final Map<String, Value> values = new LinkedHashMap<>();

  public void number(String name, double value) {
    values.put(name, new Value(Layout.NUMBER, new double[][] {{value}}));
  }

  public void row(String name, double[] value) {
    values.put(name, new Value(Layout.ROW, new double[][] {value}));
  }

  public void steps(String name, double[][] value) {
    values.put(name, new Value(Layout.STEPS, value));
  }

  public void states(String name, double[][] value) {
    values.put(name, new Value(Layout.STATES, value));
  }

  public void ragged(String name, double[] value) {
    values.put(name, new Value(Layout.RAGGED, new double[][] {value}));
  }

  public void ragged(String name, int[] value) {
    double[] data = new double[value.length];
    for (int i = 0; i < data.length; i++) {
      data[i] = value[i];
    }
    ragged(name, data);
  }

  double number(String name) {
    return values.get(name).data()[0][0];
  }

  public double[][] get(String name) {
    return values.get(name).data();
  }

  /**
   * The tensors of all sequences together, the summed {@code loss}, {@code perplexity} where there
   * are symbols, and the gradients as {@code gradients/NAME}.
   */
  public static Map<String, Tensor> results(List<Outcome> outcomes, Map<String, Tensor> gradients) {
    Map<String, Tensor> results = tensors(outcomes);
    double loss = Arrays.stream(results.get("loss-per-sequence").data()).sum();
    results.put("loss", Tensor.scalar(loss));
    Tensor symbols = results.get("token-log-probabilities");
    if (symbols != null) {
      results.put("perplexity", Tensor.scalar(Math.exp(loss / symbols.data().length)));
    }
    gradients.forEach(
        (name, g) -> results.put("gradients/" + name, new Tensor(g.shape(), g.data().clone())));
    return results;
  }

  private static Map<String, Tensor> tensors(List<Outcome> outcomes) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (Map.Entry<String, Value> first : outcomes.get(0).values.entrySet()) {
      List<double[][]> all = new ArrayList<>();
      for (Outcome outcome : outcomes) {
        all.add(outcome.get(first.getKey()));
      }
      tensors.put(first.getKey(), join(first.getValue().layout(), all));
    }
    return tensors;
  }

  private static Tensor join(Layout layout, List<double[][]> all) {
    int count = all.size();
    int steps = all.stream().mapToInt(v -> v.length).max().orElseThrow();
    int width = all.stream().mapToInt(v -> v[0].length).max().orElseThrow();
    return switch (layout) {
      case NUMBER -> Tensor.vector(flatten(all));
      case RAGGED -> Tensor.vector(flatten(all));
      case ROW -> new Tensor(new int[] {count, width}, flatten(all));
      case STEPS -> {
        double[] data = new double[count * steps * width];
        for (int i = 0; i < count; i++) {
          for (int t = 0; t < all.get(i).length; t++) {
            double[] row = all.get(i)[t];
            System.arraycopy(row, 0, data, (i * steps + t) * width, row.length);
          }
        }
        yield new Tensor(new int[] {count, steps, width}, data);
      }
      case STATES -> {
        double[] data = new double[steps * count * width];
        for (int k = 0; k < steps; k++) {
          for (int i = 0; i < count; i++) {
            System.arraycopy(all.get(i)[k], 0, data, (k * count + i) * width, width);
          }
        }
        yield new Tensor(new int[] {steps, count, width}, data);
      }
    };
  }

  private static double[] flatten(List<double[][]> all) {
    double[] flat = new double[0];
    for (double[][] rows : all) {
      for (double[] row : rows) {
        flat = Vectors.concat(flat, row);
      }
    }
    return flat;
  }
}
