package dev.unroll.job.onnx;

import dev.unroll.job.onnx.Onnx.ModelProto;
import dev.unroll.job.onnx.Onnx.TensorProto.DataType;
import dev.unroll.job.onnx.Onnx.TensorShapeProto.Dimension;
import dev.unroll.job.onnx.Onnx.ValueInfoProto;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The content of an ONNX file.
 *
 * @param part what it is of a model that takes two files: {@code encoder} or {@code decoder}; empty
 *     where it is all
 * @param content the messages of the file
 */
public record OnnxFile(String part, ModelProto content) {

  /**
   * An input or output.
   *
   * @param type of the numbers, {@code float} or {@code int64}
   * @param shape as in {@code (batch, time, 5)}
   */
  public record End(String name, String type, String shape) {}

  /** What must be given. */
  public List<End> inputs() {
    return ends(content.getGraph().getInputList());
  }

  /** What is computed. */
  public List<End> outputs() {
    return ends(content.getGraph().getOutputList());
  }

  private static List<End> ends(List<ValueInfoProto> values) {
    return values.stream().map(OnnxFile::end).toList();
  }

  private static End end(ValueInfoProto value) {
    DataType type = DataType.forNumber(value.getType().getTensorType().getElemType());
    String shape =
        value.getType().getTensorType().getShape().getDimList().stream()
            .map(OnnxFile::size)
            .collect(Collectors.joining(", ", "(", ")"));
    return new End(value.getName(), type.name().toLowerCase(Locale.ROOT), shape);
  }

  private static String size(Dimension dimension) {
    return dimension.hasDimParam()
        ? dimension.getDimParam()
        : String.valueOf(dimension.getDimValue());
  }

  /** Writes the file. */
  public void writeTo(OutputStream out) throws IOException {
    content.writeTo(out);
  }
}
