package dev.unroll.job.corpus;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A line of a file, or a whole file.
 *
 * @param bytes as they stand in the file, without the "\n"; not changed
 */
record Line(Place place, byte[] bytes) implements Serializable {
  private static final char REPLACEMENT = '\uFFFD';

  /**
   * The line's characters.
   *
   * @throws Malformed if the line is not UTF-8, or holds a NUL as no text does
   */
  String text() {
    String text = new String(bytes, StandardCharsets.UTF_8);
    if (text.indexOf('\0') >= 0) {
      throw new Malformed(place, "expected text, got a NUL byte; is this a binary file?");
    }
    if (text.indexOf(REPLACEMENT) >= 0 && !isUtf8()) {
      throw new Malformed(
          place, "expected UTF-8, got other bytes: " + Problem.quote(text) + "; convert the file");
    }
    return text;
  }

  /** The line's characters without the "\r" of a Windows line end. */
  String content() {
    String text = text();
    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
  }

  /** Whether there is nothing in the line but white space. */
  boolean isBlank() {
    for (byte b : bytes) {
      if (b != ' ' && b != '\t' && b != '\r') {
        return false;
      }
    }
    return true;
  }

  /** A whole file's lines; what follows the last "\n" is one only if there is something. */
  List<Line> lines() {
    List<Line> lines = new ArrayList<>();
    for (int start = 0, end; start < bytes.length; start = end + 1) {
      end = start;
      while (end < bytes.length && bytes[end] != '\n') {
        end++;
      }
      Place linePlace = new Place(place.unit(), lines.size());
      lines.add(new Line(linePlace, Arrays.copyOfRange(bytes, start, end)));
    }
    return lines;
  }

  private boolean isUtf8() {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
