/**
 * The golden files: small cases with every number that an implementation can be compared with.
 * {@code GoldenTest} runs a folder of them; {@link dev.unroll.golden.GoldenCase} and {@link
 * dev.unroll.golden.GoldenReader} read one strictly, so that nothing in a file is passed over in
 * silence.
 */
package dev.unroll.golden;
