package dev.unroll.linalg;

/** Scratch floats that grow to the largest size asked for and are then reused. */
public final class Buffer {
  private float[] floats = {};

  /** At least {@code size} floats with any content; what was there before may be lost. */
  public float[] atLeast(int size) {
    if (floats.length < size) {
      floats = new float[size];
    }
    return floats;
  }

  /** The floats last asked for. */
  public float[] floats() {
    return floats;
  }
}
