/**
 * From text to symbol ids and back. Read {@link dev.unroll.text.Tokenizer}, {@link
 * dev.unroll.text.Vocabulary}, {@link dev.unroll.text.LabelSet}.
 */
package dev.unroll.text;
