package dev.unroll.inspect;

import dev.unroll.parameter.Slice;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Symbols whose vectors point in nearly the same direction. */
public final class Neighbours {
  private final float[] parameters;
  private final Slice embedding;

  /**
   * The vectors of an embedding.
   *
   * @param parameters the flat array
   * @param embedding one row for each symbol
   */
  public Neighbours(float[] parameters, Slice embedding) {
    this.parameters = parameters;
    this.embedding = embedding;
  }

  /**
   * A symbol near another one.
   *
   * @param cosine of the angle between their vectors, 0 where one of them has no length
   */
  public record Neighbour(int symbol, double cosine) {}

  /** The nearest other symbols of a symbol, the nearest first. */
  public List<Neighbour> of(int symbol, int count) {
    return IntStream.range(0, embedding.rows())
        .filter(other -> other != symbol)
        .mapToObj(other -> new Neighbour(other, cosine(symbol, other)))
        .sorted(Comparator.comparingDouble(Neighbour::cosine).reversed())
        .limit(count)
        .toList();
  }

  private double cosine(int one, int other) {
    double lengths = Math.sqrt(product(one, one) * product(other, other));
    return lengths == 0 ? 0 : product(one, other) / lengths;
  }

  private double product(int one, int other) {
    int width = embedding.rowLength();
    int at = embedding.offset() + one * width;
    int to = embedding.offset() + other * width;
    double sum = 0;
    for (int i = 0; i < width; i++) {
      sum += (double) parameters[at + i] * parameters[to + i];
    }
    return sum;
  }
}
