package dev.unroll.text;

/**
 * A piece of a text.
 *
 * @param text the piece, in lower case where the tokenizer does that
 * @param start index of its first UTF-16 unit in the original text
 * @param end index behind its last one
 */
public record Token(String text, int start, int end) {}
