package dev.unroll.metrics;

import java.io.Serializable;

/** Errors of predicted numbers. */
public final class Regression implements Serializable {
  private static final long serialVersionUID = 1;

  private double squares;
  private double magnitudes;
  private long count;

  /** Adds one number. */
  public Regression add(double gold, double predicted) {
    double error = predicted - gold;
    squares += error * error;
    magnitudes += Math.abs(error);
    count++;
    return this;
  }

  /** Adds another part's errors into this one. */
  public Regression merge(Regression other) {
    squares += other.squares;
    magnitudes += other.magnitudes;
    count += other.count;
    return this;
  }

  /** Number of predictions. */
  public long count() {
    return count;
  }

  /** Root of the mean squared error. */
  public double rmse() {
    return Math.sqrt(squares / count);
  }

  /** Mean absolute error. */
  public double mae() {
    return magnitudes / count;
  }
}
