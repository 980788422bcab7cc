package dev.unroll.job.evaluate;

import dev.unroll.batch.Packing;
import dev.unroll.batch.SequenceBatch;
import dev.unroll.metrics.ConfusionMatrix;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/** Keeps, for each pair of labels that a model mixes up, the first few places where it does. */
final class Confusions implements Serializable {
  private static final long serialVersionUID = 1;

  /** Places kept for a pair, pairs whose places are kept, and symbols on each side of a place. */
  private static final int PLACES = 2;

  private static final int PAIRS = 500;
  private static final int CONTEXT = 15;

  /** By gold · labels + found. */
  private final TreeMap<Integer, List<Confusion.Place>> places = new TreeMap<>();

  private final int labels;

  Confusions(int labels) {
    this.labels = labels;
  }

  /** Adds step t of sequence b, or with t = -1 the whole sequence. */
  void add(int gold, int found, SequenceBatch batch, int b, int t) {
    int pair = gold * labels + found;
    boolean wanted =
        places.containsKey(pair) ? places.get(pair).size() < PLACES : places.size() < PAIRS;
    if (wanted && batch.tokens() != null) {
      places.computeIfAbsent(pair, p -> new ArrayList<>()).add(place(batch, b, t));
    }
  }

  private static Confusion.Place place(SequenceBatch batch, int b, int t) {
    Packing packing = batch.packing();
    int from = Math.max(0, t - CONTEXT);
    int to = Math.min(packing.length(b), Math.max(t, CONTEXT) + CONTEXT);
    int[] symbols = new int[to - from];
    for (int i = 0; i < symbols.length; i++) {
      symbols[i] = batch.tokens()[packing.column(from + i, b)];
    }
    return new Confusion.Place(symbols, t < 0 ? -1 : t - from);
  }

  /** Adds the places of another part of the data behind these. */
  void merge(Confusions other) {
    other.places.forEach(
        (pair, more) -> {
          List<Confusion.Place> all = places.computeIfAbsent(pair, p -> new ArrayList<>());
          all.addAll(more.subList(0, Math.min(more.size(), PLACES - all.size())));
        });
  }

  /** The most frequent confusions first. */
  List<Confusion> mostFrequent(ConfusionMatrix counts, int atMost) {
    List<Confusion> all = new ArrayList<>();
    for (int gold = 0; gold < labels; gold++) {
      for (int found = 0; found < labels; found++) {
        long count = counts.count(gold, found);
        if (gold != found && count > 0) {
          all.add(
              new Confusion(
                  counts.labels().get(gold),
                  counts.labels().get(found),
                  count,
                  places.getOrDefault(gold * labels + found, List.of())));
        }
      }
    }
    all.sort(Comparator.comparingLong(Confusion::count).reversed());
    return all.subList(0, Math.min(all.size(), atMost));
  }
}
