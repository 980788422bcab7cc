package dev.unroll.job.corpus;

import java.io.Serializable;
import java.util.Comparator;

/** Strings by code points, where {@code String.compareTo} goes by UTF-16 units. */
enum CodePointOrder implements Comparator<String>, Serializable {
  INSTANCE;

  @Override
  public int compare(String a, String b) {
    int length = Math.min(a.length(), b.length());
    int i = 0;
    while (i < length && a.charAt(i) == b.charAt(i)) {
      i++;
    }
    if (i == length) {
      return Integer.compare(a.length(), b.length());
    }
    char x = a.charAt(i);
    char y = b.charAt(i);
    // A surrogate belongs to a code point above U+FFFF, but is itself below U+E000.
    boolean xIsLarge = Character.isSurrogate(x);
    return xIsLarge == Character.isSurrogate(y) ? Character.compare(x, y) : xIsLarge ? 1 : -1;
  }
}
