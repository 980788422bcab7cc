package dev.unroll.job.report;

import dev.unroll.job.chart.Panel.Point;
import java.util.ArrayList;
import java.util.List;

/**
 * Values of the steps of a run, thinned out so that a run of any length takes little room: each
 * point stands for the same number of steps, which doubles whenever there are too many points.
 */
final class Series {
  private static final int MOST_POINTS = 600;

  private final List<Bucket> buckets = new ArrayList<>();
  private long width = 1;

  /** The values of steps {@code index * width + 1} to {@code (index + 1) * width}. */
  private static final class Bucket {
    final long index;
    long count;
    double steps;
    double sum;
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;

    Bucket(long index) {
      this.index = index;
    }

    void add(long count, double steps, double sum, double low, double high) {
      this.count += count;
      this.steps += steps;
      this.sum += sum;
      this.low = Math.min(this.low, low);
      this.high = Math.max(this.high, high);
    }
  }

  /** Adds the value of a step, from 1, behind all others; leaves out what is no number. */
  void add(long step, double value) {
    if (!Double.isFinite(value)) {
      return;
    }
    bucket((step - 1) / width).add(1, step, value, value, value);
    if (buckets.size() > MOST_POINTS) {
      width *= 2;
      List<Bucket> narrow = List.copyOf(buckets);
      buckets.clear();
      for (Bucket b : narrow) {
        bucket(b.index / 2).add(b.count, b.steps, b.sum, b.low, b.high);
      }
    }
  }

  private Bucket bucket(long index) {
    Bucket last = buckets.isEmpty() ? null : buckets.get(buckets.size() - 1);
    if (last == null || last.index != index) {
      last = new Bucket(index);
      buckets.add(last);
    }
    return last;
  }

  boolean isEmpty() {
    return buckets.isEmpty();
  }

  /** So many means of neighbouring points, or fewer. */
  List<Point> smooth(int atMost) {
    int together = Math.max(1, (buckets.size() + atMost - 1) / atMost);
    List<Point> means = new ArrayList<>();
    for (int from = 0; from < buckets.size(); from += together) {
      Bucket sum = new Bucket(from);
      for (Bucket b : buckets.subList(from, Math.min(from + together, buckets.size()))) {
        sum.add(b.count, b.steps, b.sum, b.low, b.high);
      }
      means.add(Point.of(sum.steps / sum.count, sum.sum / sum.count));
    }
    return means;
  }

  /** The points by rising step. */
  List<Point> points() {
    return buckets.stream()
        .map(b -> new Point(b.steps / b.count, b.sum / b.count, b.low, b.high))
        .toList();
  }
}
