package dev.unroll.job.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds what a mistyped word was meant to be. */
public final class Nearest {

  private Nearest() {}

  /** The candidate with the smallest edit distance, if it is near enough to be meant. */
  public static Optional<String> to(String word, Collection<String> candidates) {
    return candidates.stream()
        .min(Comparator.comparingInt(candidate -> distance(word, candidate)))
        .filter(candidate -> distance(word, candidate) <= tolerance(word, candidate));
  }

  /**
   * The nearest configuration key. A key whose last part is nearly the same counts as near wherever
   * it stands, so {@code train.lerning-rate} finds {@code train.optimizer.learning-rate}.
   */
  static Optional<String> key(String key, Collection<String> candidates) {
    return candidates.stream()
        .min(Comparator.comparingDouble(candidate -> keyDistance(key, candidate)))
        .filter(candidate -> keyDistance(key, candidate) <= tolerance(key, candidate));
  }

  private static double keyDistance(String key, String candidate) {
    double whole = distance(key, candidate);
    double last = distance(lastPart(key), lastPart(candidate));
    boolean sameName = 4 * last <= Math.max(lastPart(key).length(), lastPart(candidate).length());
    double elsewhere = sameName ? last : whole;
    // The whole distance decides between equally named keys.
    return Math.min(whole, elsewhere + 0.01 * whole);
  }

  private static String lastPart(String key) {
    return key.substring(key.lastIndexOf('.') + 1);
  }

  private static int tolerance(String a, String b) {
    return (Math.max(a.length(), b.length()) + 2) / 3;
  }

  /** Levenshtein's distance, a swap of neighbours counting as one edit. */
  static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        int substitution = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        d[i][j] = Math.min(substitution, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          d[i][j] = Math.min(d[i][j], 1 + d[i - 2][j - 2]);
        }
      }
    }
    return d[a.length()][b.length()];
  }
}
