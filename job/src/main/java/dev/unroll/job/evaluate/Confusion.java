package dev.unroll.job.evaluate;

import java.io.Serializable;
import java.util.List;

/**
 * One label taken for another.
 *
 * @param gold the label of the data
 * @param found the label that the model gave
 * @param count how often
 * @param places some of the places where it happened
 */
public record Confusion(String gold, String found, long count, List<Place> places) {

  /**
   * A place in the data.
   *
   * @param symbols ids of the symbols around it, -1 where there is none
   * @param at which of them has the label; -1 where all of them together have it
   */
  public record Place(int[] symbols, int at) implements Serializable {}
}
