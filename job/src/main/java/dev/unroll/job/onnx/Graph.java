package dev.unroll.job.onnx;

import com.google.protobuf.ByteString;
import dev.unroll.job.config.UserError;
import dev.unroll.job.onnx.Onnx.AttributeProto;
import dev.unroll.job.onnx.Onnx.GraphProto;
import dev.unroll.job.onnx.Onnx.NodeProto;
import dev.unroll.job.onnx.Onnx.TensorProto;
import dev.unroll.job.onnx.Onnx.TensorProto.DataType;
import dev.unroll.job.onnx.Onnx.TensorShapeProto;
import dev.unroll.job.onnx.Onnx.TensorShapeProto.Dimension;
import dev.unroll.job.onnx.Onnx.TypeProto;
import dev.unroll.job.onnx.Onnx.ValueInfoProto;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A graph that is being written: nodes in the order of computation. A value is known by its name,
 * which every method that makes one returns; {@link #NONE} stands for an optional input left out.
 */
final class Graph {
  /** No value. */
  static final String NONE = "";

  // What a protobuf message can hold, less the little that is not weights.
  private static final long LARGEST = Integer.MAX_VALUE - (1 << 24);

  private final GraphProto.Builder graph = GraphProto.newBuilder();
  private int count;
  private long bytes;

  // ---- ends -------------------------------------------------------------------------------------

  /** The input {@code tokens}: symbols, -1 for the zero vector. */
  String tokens() {
    return input("tokens", DataType.INT64, "batch", "time");
  }

  /** The input {@code tokens} of a decoder. */
  String targetTokens() {
    return input("tokens", DataType.INT64, "batch", "target_time");
  }

  /** The input {@code features}: a dense vector for each step. */
  String features(int width) {
    return input("features", DataType.FLOAT, "batch", "time", width);
  }

  /** The input {@code lengths}: steps of each sequence. */
  String lengths() {
    return input("lengths", DataType.INT64, "batch");
  }

  /** The input {@code source}: the encoder's output. */
  String source(int width) {
    return input("source", DataType.FLOAT, "batch", "time", width);
  }

  /** An input that is a state of all layers. */
  String state(String name, int layers, int width) {
    return input(name, DataType.FLOAT, layers, "batch", width);
  }

  private String input(String name, DataType type, Object... shape) {
    graph.addInput(end(name, type, shape));
    return name;
  }

  /**
   * Declares a value as an output of this name.
   *
   * @param shape whole numbers, and names of sizes that differ from call to call
   */
  void output(String name, String value, Object... shape) {
    graph.addOutput(end(name, DataType.FLOAT, shape));
    graph.addNode(NodeProto.newBuilder().setOpType("Identity").addInput(value).addOutput(name));
  }

  private static ValueInfoProto end(String name, DataType type, Object... shape) {
    TensorShapeProto.Builder sizes = TensorShapeProto.newBuilder();
    for (Object size : shape) {
      Dimension.Builder dimension = Dimension.newBuilder();
      sizes.addDim(
          size instanceof Integer number
              ? dimension.setDimValue(number)
              : dimension.setDimParam((String) size));
    }
    TypeProto.Tensor.Builder tensor =
        TypeProto.Tensor.newBuilder().setElemType(type.getNumber()).setShape(sizes);
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(tensor))
        .build();
  }

  // ---- constants --------------------------------------------------------------------------------

  /**
   * A constant of row-major numbers.
   *
   * @throws UserError if the constants do not fit into one file any more
   */
  String constant(String name, float[] values, int... shape) {
    bytes += (long) Float.BYTES * values.length;
    if (bytes > LARGEST) {
      throw new UserError(
          "a model must have less than 2 GiB of weights to be one ONNX file, got more at " + name);
    }
    ByteBuffer numbers = littleEndian(Float.BYTES * values.length);
    numbers.asFloatBuffer().put(values);
    return constant(name, DataType.FLOAT, numbers, shape);
  }

  /** A constant list of whole numbers. */
  String integers(long... values) {
    return wholeNumbers(values, values.length);
  }

  /** A constant whole number, of no dimension. */
  String integer(long value) {
    return wholeNumbers(new long[] {value});
  }

  /** The lowest number: what no maximum is, and no weight of a softmax has. */
  String lowest() {
    return constant("lowest", new float[] {-Float.MAX_VALUE});
  }

  private String wholeNumbers(long[] values, int... shape) {
    ByteBuffer bytes = littleEndian(Long.BYTES * values.length);
    bytes.asLongBuffer().put(values);
    return constant("integers_" + count++, DataType.INT64, bytes, shape);
  }

  private String constant(String name, DataType type, ByteBuffer bytes, int... shape) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(type.getNumber())
            .setRawData(ByteString.copyFrom(bytes));
    for (int size : shape) {
      tensor.addDims(size);
    }
    graph.addInitializer(tensor);
    return name;
  }

  private static ByteBuffer littleEndian(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  // ---- nodes ------------------------------------------------------------------------------------

  /** Adds a node of one output. */
  String node(String operator, List<AttributeProto> attributes, String... inputs) {
    return node(operator, 1, attributes, inputs).get(0);
  }

  /** Adds a node of one output and no attributes. */
  String node(String operator, String... inputs) {
    return node(operator, List.of(), inputs);
  }

  /** Adds a node of several outputs. */
  List<String> node(
      String operator, int outputs, List<AttributeProto> attributes, String... inputs) {
    String name = operator.toLowerCase(Locale.ROOT) + "_" + count++;
    List<String> names = new ArrayList<>();
    for (int i = 0; i < outputs; i++) {
      names.add(outputs == 1 ? name : name + "_" + i);
    }
    graph.addNode(
        NodeProto.newBuilder()
            .setName(name)
            .setOpType(operator)
            .addAllInput(Arrays.asList(inputs))
            .addAllOutput(names)
            .addAllAttribute(attributes));
    return names;
  }

  /** The value with its axes in another order. */
  String transpose(String value, long... axes) {
    return node("Transpose", List.of(attribute("perm", axes)), value);
  }

  /** The value in another shape; one size may be -1, and 0 stands for the size that it has. */
  String reshape(String value, long... shape) {
    return node("Reshape", value, integers(shape));
  }

  /** Several values one behind the other; one by itself stays as it is. */
  String concat(int axis, List<String> values) {
    return values.size() == 1
        ? values.get(0)
        : node("Concat", List.of(attribute("axis", axis)), values.toArray(new String[0]));
  }

  /** Size of a value along one axis, a whole number of no dimension. */
  String size(String value, int axis) {
    return node("Gather", node("Shape", value), integer(axis));
  }

  /** The part of a value from {@code from} to behind {@code to} along one axis. */
  String slice(String value, int axis, int from, int to) {
    return node("Slice", value, integers(from), integers(to), integers(axis));
  }

  /** The value as numbers of another type. */
  String cast(String value, DataType type) {
    return node("Cast", List.of(attribute("to", type.getNumber())), value);
  }

  /** Which steps of (batch, time, …) are before the end of their sequence, (batch, time). */
  String within(String lengths, String steps) {
    String time = node("Range", integer(0), size(steps, 1), integer(1));
    return node("Less", time, node("Unsqueeze", lengths, integers(1)));
  }

  // ---- attributes -------------------------------------------------------------------------------

  static AttributeProto attribute(String name, long value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INT)
        .setI(value)
        .build();
  }

  static AttributeProto attribute(String name, long[] values) {
    AttributeProto.Builder attribute =
        AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INTS);
    for (long value : values) {
      attribute.addInts(value);
    }
    return attribute.build();
  }

  static AttributeProto attribute(String name, String value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.STRING)
        .setS(ByteString.copyFromUtf8(value))
        .build();
  }

  static AttributeProto attribute(String name, List<String> values) {
    AttributeProto.Builder attribute =
        AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.STRINGS);
    values.forEach(value -> attribute.addStrings(ByteString.copyFromUtf8(value)));
    return attribute.build();
  }

  /** The finished graph. */
  GraphProto build() {
    return graph.setName("unroll").build();
  }
}
