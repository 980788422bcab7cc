package dev.unroll.golden;

import com.fasterxml.jackson.databind.JsonNode;
import dev.unroll.control.ControlExample;
import dev.unroll.control.EncoderDecoderSpec;
import dev.unroll.control.HeadSpec;
import dev.unroll.control.NetworkSpec;
import dev.unroll.control.PairExample;
import dev.unroll.control.StackSpec;
import dev.unroll.control.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads the parts of a golden file that holds a network, into what the control takes. */
final class GoldenReader {

  private GoldenReader() {}

  /** The fields of the file besides its head, which {@link GoldenCase#read} has seen. */
  static Fields open(GoldenCase golden) {
    Fields root = new Fields("", golden.json());
    for (String key : List.of("format", "version", "name", "kind", "topology", "description")) {
      root.has(key);
    }
    return root;
  }

  static NetworkSpec network(Fields root) {
    Fields fields = root.object("network");
    StackSpec stack = stack(fields);
    String output = fields.string("output");
    boolean adaptive = output.equals("adaptive-softmax");
    HeadSpec head =
        new HeadSpec(
            fields.string("pooling"),
            Arrays.stream(fields.integers("head-layers")).boxed().toList(),
            fields.string("head-activation"),
            output,
            fields.integer("output-size"),
            fields.bool("tied"),
            adaptive ? Arrays.stream(fields.integers("cutoffs")).boxed().toList() : List.of(),
            adaptive ? fields.number("div-value") : 0,
            adaptive && fields.bool("head-bias"));
    fields.finish();
    return new NetworkSpec(stack, head);
  }

  static EncoderDecoderSpec encoderDecoder(Fields root) {
    Fields fields = root.object("network");
    Fields encoder = fields.object("encoder");
    Fields decoder = fields.object("decoder");
    if (!fields.string("output").equals("softmax")) {
      throw new IllegalArgumentException(
          "network.output must be softmax, got " + fields.string("output"));
    }
    EncoderDecoderSpec spec =
        new EncoderDecoderSpec(
            stack(encoder),
            stack(decoder),
            fields.string("attention"),
            fields.integer("output-size"));
    encoder.finish();
    decoder.finish();
    fields.finish();
    return spec;
  }

  static HeadSpec adaptiveSoftmax(Fields root) {
    Fields fields = root.object("network");
    fields.integer("input-size");
    fields.string("output");
    HeadSpec head =
        HeadSpec.adaptive(
            fields.integer("output-size"),
            Arrays.stream(fields.integers("cutoffs")).boxed().toList(),
            fields.number("div-value"),
            fields.bool("head-bias"));
    fields.finish();
    return head;
  }

  private static StackSpec stack(Fields fields) {
    return new StackSpec(
        fields.string("cell"),
        fields.integer("layers"),
        fields.integer("hidden-size"),
        fields.bool("bidirectional"),
        fields.string("input"),
        fields.integer("vocabulary-size"),
        fields.integer("embedding-size"),
        fields.integer("input-size"));
  }

  static Map<String, Tensor> parameters(Fields root) {
    Fields fields = root.object("parameters");
    Map<String, Tensor> parameters = new LinkedHashMap<>();
    fields.names().forEachRemaining(name -> parameters.put(name, fields.tensor(name)));
    return parameters;
  }

  /**
   * The sequences of a batch.
   *
   * @param initial where {@code h0} and {@code c0} stand; null where they are not given
   */
  static List<ControlExample> examples(NetworkSpec spec, Fields inputs, Fields initial) {
    int[] lengths = inputs.integers("lengths");
    boolean dense = spec.stack().input().equals("dense");
    int[][] tokens =
        dense ? null : ragged(inputs, "tokens", lengths, spec.stack().vocabularySize());
    Tensor x = dense ? inputs.tensor("x") : null;
    Tensor first = inputs.has("first-input") ? inputs.tensor("first-input") : null;
    boolean values = List.of("sigmoid", "linear").contains(spec.head().output());
    Tensor targetValues = values ? inputs.tensor("target-values") : null;
    int[][] targetIds = values ? null : targetIds(spec, inputs, lengths);
    Tensor h0 = initial != null && initial.has("h0") ? initial.tensor("h0") : null;
    Tensor c0 = initial != null && initial.has("c0") ? initial.tensor("c0") : null;
    if (inputs.has("eos")) {
      inputs.integer("eos");
    }
    List<ControlExample> examples = new ArrayList<>();
    for (int i = 0; i < lengths.length; i++) {
      double[][] rows = null;
      if (values) {
        rows =
            spec.head().pooled()
                ? new double[][] {targetValues.row(i)}
                : steps(targetValues, i, lengths[i]);
      }
      examples.add(
          new ControlExample(
              lengths[i],
              dense ? null : tokens[i],
              dense ? steps(x, i, lengths[i]) : null,
              first == null ? null : first.row(i),
              values ? null : targetIds[i],
              rows,
              h0 == null ? null : h0.column(i),
              c0 == null ? null : c0.column(i)));
    }
    return examples;
  }

  private static int[][] targetIds(NetworkSpec spec, Fields inputs, int[] lengths) {
    if (!spec.head().pooled()) {
      return ragged(inputs, "target-ids", lengths, spec.head().outputSize());
    }
    return Arrays.stream(inputs.integers("labels"))
        .mapToObj(label -> new int[] {label})
        .toArray(int[][]::new);
  }

  static List<PairExample> pairs(EncoderDecoderSpec spec, Fields inputs) {
    List<ControlExample> sources = sources(spec, inputs);
    int[] lengths = inputs.integers("target-lengths");
    int[][] targetInputs =
        ragged(inputs, "target-inputs", lengths, spec.decoder().vocabularySize());
    int[][] targetIds = ragged(inputs, "target-ids", lengths, spec.outputSize());
    inputs.integer("eos");
    List<PairExample> pairs = new ArrayList<>();
    for (int i = 0; i < lengths.length; i++) {
      pairs.add(new PairExample(sources.get(i), targetInputs[i], targetIds[i]));
    }
    return pairs;
  }

  static List<ControlExample> sources(EncoderDecoderSpec spec, Fields inputs) {
    int[] lengths = inputs.integers("source-lengths");
    boolean dense = spec.encoder().input().equals("dense");
    int[][] tokens =
        dense ? null : ragged(inputs, "source-tokens", lengths, spec.encoder().vocabularySize());
    Tensor x = dense ? inputs.tensor("source-x") : null;
    List<ControlExample> sources = new ArrayList<>();
    for (int i = 0; i < lengths.length; i++) {
      sources.add(
          ControlExample.ofInput(
              lengths[i], dense ? null : tokens[i], dense ? steps(x, i, lengths[i]) : null));
    }
    return sources;
  }

  /**
   * Everything that a file expects, flat: {@code gradients/NAME} for what stands one level down,
   * ragged lists as one vector.
   */
  static Map<String, Tensor> expected(Fields fields) {
    Map<String, Tensor> expected = new LinkedHashMap<>();
    fields.names().forEachRemaining(key -> addExpected(fields, key, key, expected));
    return expected;
  }

  /** The sums over the windows of a truncated case, beside the windows themselves. */
  static Map<String, Tensor> expectedTotals(Fields fields) {
    Map<String, Tensor> expected = new LinkedHashMap<>();
    addExpected(fields, "loss", "loss", expected);
    addExpected(fields, "gradients", "gradients", expected);
    fields.finish();
    return expected;
  }

  private static void addExpected(
      Fields fields, String key, String name, Map<String, Tensor> expected) {
    JsonNode value = fields.get(key);
    if (value.isNumber()) {
      expected.put(name, Tensor.scalar(fields.number(key)));
    } else if (value.isObject() && value.has("shape")) {
      expected.put(name, fields.tensor(key));
    } else if (value.isObject()) {
      Fields inner = fields.object(key);
      inner
          .names()
          .forEachRemaining(child -> addExpected(inner, child, name + "/" + child, expected));
    } else {
      List<Double> flat = new ArrayList<>();
      flatten(fields.path(key), value, flat);
      expected.put(name, Tensor.vector(flat.stream().mapToDouble(Double::doubleValue).toArray()));
    }
  }

  private static void flatten(String path, JsonNode value, List<Double> flat) {
    if (value.isArray()) {
      value.forEach(element -> flatten(path, element, flat));
    } else if (value.isNumber()) {
      flat.add(value.asDouble());
    } else {
      throw new IllegalArgumentException(path + " must hold numbers only, got " + value);
    }
  }

  /**
   * Rows of symbols, as long as they should be and inside the vocabulary; -1 is the zero vector.
   */
  private static int[][] ragged(Fields inputs, String key, int[] lengths, int symbols) {
    int[][] rows = inputs.integerRows(key);
    int[] sizes = Arrays.stream(rows).mapToInt(row -> row.length).toArray();
    if (!Arrays.equals(sizes, lengths)) {
      throw new IllegalArgumentException(
          "%s must have rows of lengths %s, got %s"
              .formatted(inputs.path(key), Arrays.toString(lengths), Arrays.toString(sizes)));
    }
    for (int id : Arrays.stream(rows).flatMapToInt(Arrays::stream).toArray()) {
      if (id < -1 || id >= symbols) {
        throw new IllegalArgumentException(
            "%s must be below %d, got %d".formatted(inputs.path(key), symbols, id));
      }
    }
    return rows;
  }

  private static double[][] steps(Tensor tensor, int i, int length) {
    double[][] steps = new double[length][];
    for (int t = 0; t < length; t++) {
      steps[t] = tensor.row(i, t);
    }
    return steps;
  }
}
