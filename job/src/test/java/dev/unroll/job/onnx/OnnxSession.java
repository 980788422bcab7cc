package dev.unroll.job.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** A model that ONNX Runtime has loaded. */
final class OnnxSession implements AutoCloseable {
  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final OrtSession session;

  OnnxSession(OnnxFile file) throws IOException, OrtException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    file.writeTo(bytes);
    OrtSession.SessionOptions options = new OrtSession.SessionOptions();
    options.setIntraOpNumThreads(1);
    session = environment.createSession(bytes.toByteArray(), options);
  }

  /** Numbers, row-major. */
  record Floats(float[] values, long... shape) {}

  /** Whole numbers, row-major. */
  record Longs(long[] values, long... shape) {}

  /** What the model makes of these {@link Floats} and {@link Longs}. */
  Map<String, Floats> run(Map<String, ?> inputs) throws OrtException {
    Map<String, OnnxTensor> tensors = tensors(inputs);
    try (OrtSession.Result result = session.run(tensors)) {
      Map<String, Floats> outputs = new HashMap<>();
      for (Map.Entry<String, OnnxValue> output : result) {
        OnnxTensor tensor = (OnnxTensor) output.getValue();
        FloatBuffer buffer = tensor.getFloatBuffer();
        float[] values = new float[buffer.remaining()];
        buffer.get(values);
        outputs.put(output.getKey(), new Floats(values, tensor.getInfo().getShape()));
      }
      return outputs;
    } finally {
      tensors.values().forEach(OnnxTensor::close);
    }
  }

  /**
   * Computes one output only, and leaves it in a direct buffer of the caller's: nothing is copied.
   */
  void run(Map<String, ?> inputs, String output, FloatBuffer into, long... shape)
      throws OrtException {
    Map<String, OnnxTensor> tensors = tensors(inputs);
    try (OnnxTensor pinned = OnnxTensor.createTensor(environment, into, shape)) {
      session.run(tensors, Map.of(output, pinned)).close();
    } finally {
      tensors.values().forEach(OnnxTensor::close);
    }
  }

  private Map<String, OnnxTensor> tensors(Map<String, ?> inputs) throws OrtException {
    Map<String, OnnxTensor> tensors = new HashMap<>();
    for (Map.Entry<String, ?> input : inputs.entrySet()) {
      tensors.put(input.getKey(), tensor(input.getValue()));
    }
    return tensors;
  }

  private OnnxTensor tensor(Object values) throws OrtException {
    return values instanceof Longs longs
        ? OnnxTensor.createTensor(environment, LongBuffer.wrap(longs.values()), longs.shape())
        : floats((Floats) values);
  }

  private OnnxTensor floats(Floats floats) throws OrtException {
    return OnnxTensor.createTensor(environment, FloatBuffer.wrap(floats.values()), floats.shape());
  }

  /** Names of the inputs that must be given, in alphabetical order. */
  String inputs() {
    Object[] names = session.getInputNames().toArray();
    Arrays.sort(names);
    return Arrays.toString(names);
  }

  @Override
  public void close() throws OrtException {
    session.close();
  }
}
