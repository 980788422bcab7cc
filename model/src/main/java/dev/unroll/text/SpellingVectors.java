package dev.unroll.text;

import java.util.List;

/**
 * Dense vectors that tell of the spelling of words, so that a model has something to go by where it
 * does not know a word: names, misspellings, forms that it has not seen.
 *
 * <p>The first {@value #SHAPES} numbers are 1 or 0: begins with a capital; all letters are
 * capitals; a capital follows a small letter; has a digit; all digits; begins with @; begins with
 * #; has neither letter nor digit. The rest holds the word's beginnings and endings of up to four
 * letters and its trigrams, in lower case, by signed feature hashing (Weinberger et al. 2009): each
 * adds 1 or -1 to one place, and the sum is scaled to the length 1 that it would have without
 * collisions. The hash is a part of the model format and never changes.
 */
public final class SpellingVectors {
  /** The numbers that are not hashed. */
  public static final int SHAPES = 8;

  /** Least width of a vector. */
  public static final int SMALLEST = 2 * SHAPES;

  private static final int LONGEST_AFFIX = 4;
  private static final int GRAM = 3;
  private static final int BEGINNING = 1;
  private static final int ENDING = 2;
  private static final int INSIDE = 3;

  private SpellingVectors() {}

  /**
   * The vectors of some words, one after the other.
   *
   * @param size width of each, at least {@value #SMALLEST}
   * @return {@code words.size() * size} numbers
   */
  public static float[] of(List<String> words, int size) {
    float[] vectors = new float[Math.multiplyExact(words.size(), size)];
    for (int i = 0; i < words.size(); i++) {
      int[] word = words.get(i).codePoints().toArray();
      writeShape(word, vectors, i * size);
      writeGrams(word, vectors, i * size + SHAPES, size - SHAPES);
    }
    return vectors;
  }

  private static void writeShape(int[] word, float[] out, int at) {
    int letters = 0;
    int capitals = 0;
    int digits = 0;
    boolean inner = false;
    for (int i = 0; i < word.length; i++) {
      boolean capital = Character.isUpperCase(word[i]);
      letters += Character.isLetter(word[i]) ? 1 : 0;
      digits += Character.isDigit(word[i]) ? 1 : 0;
      capitals += capital ? 1 : 0;
      inner |= capital && i > 0 && Character.isLowerCase(word[i - 1]);
    }
    int first = word.length == 0 ? 0 : word[0];
    boolean[] shape = {
      Character.isUpperCase(first),
      letters > 1 && capitals == letters,
      inner,
      digits > 0,
      digits > 0 && digits == word.length,
      first == '@',
      first == '#',
      letters == 0 && digits == 0
    };
    for (int i = 0; i < SHAPES; i++) {
      out[at + i] = shape[i] ? 1 : 0;
    }
  }

  private static void writeGrams(int[] word, float[] out, int at, int places) {
    int[] small = new int[word.length];
    for (int i = 0; i < word.length; i++) {
      small[i] = Character.toLowerCase(word[i]);
    }
    int affixes = Math.min(LONGEST_AFFIX, small.length);
    for (int length = 1; length <= affixes; length++) {
      add(hash(BEGINNING, small, 0, length), out, at, places);
      add(hash(ENDING, small, small.length - length, length), out, at, places);
    }
    int grams = Math.max(0, small.length - GRAM + 1);
    for (int i = 0; i < grams; i++) {
      add(hash(INSIDE, small, i, GRAM), out, at, places);
    }
    float scale = (float) (1 / Math.sqrt(Math.max(1, 2 * affixes + grams)));
    for (int i = at; i < at + places; i++) {
      out[i] *= scale;
    }
  }

  private static void add(long hash, float[] out, int at, int places) {
    int place = (int) Long.remainderUnsigned(hash >>> 1, places);
    out[at + place] += (hash & 1) == 0 ? 1 : -1;
  }

  /** FNV-1a over code points, then the finalizer of SplitMix64. */
  private static long hash(int kind, int[] word, int from, int length) {
    long hash = 0xcbf29ce484222325L ^ kind;
    for (int i = from; i < from + length; i++) {
      hash = (hash * 0x100000001b3L) ^ word[i];
    }
    hash = (hash ^ (hash >>> 30)) * 0xbf58476d1ce4e5b9L;
    hash = (hash ^ (hash >>> 27)) * 0x94d049bb133111ebL;
    return hash ^ (hash >>> 31);
  }
}
