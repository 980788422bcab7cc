package dev.unroll.cell;

/**
 * A gate of a cell: a block of values between 0 and 1.
 *
 * @param name as in the equations of the cell, in ASCII
 * @param block its place among the blocks of nA rows
 * @param keeps how it governs what stays of the old state
 */
public record Gate(String name, int block, Keeps keeps) {

  /** What a gate says of the share of the old state that stays. */
  public enum Keeps {
    /** Nothing. */
    NOTHING,
    /** The gate is this share, as a forget gate is. */
    ITS_VALUE,
    /** The share is 1 minus the gate. */
    THE_REST
  }

  /** The share of the old state that stays. */
  public double kept(double value) {
    return switch (keeps) {
      case NOTHING -> throw new IllegalStateException(name + " must govern the old state");
      case ITS_VALUE -> value;
      case THE_REST -> 1 - value;
    };
  }
}
