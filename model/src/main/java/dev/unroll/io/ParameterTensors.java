package dev.unroll.io;

import dev.unroll.parameter.ParameterLayout;
import dev.unroll.parameter.Slice;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Between the slices of a flat parameter array and PyTorch's tensors.
 *
 * <p>A transposed slice is turned around. The one bias of a recurrent layer becomes {@code
 * bias_ih}, beside zeros as {@code bias_hh}; reading adds the two.
 */
final class ParameterTensors {
  private static final Pattern RECURRENT =
      Pattern.compile("(.*\\brnn\\.)(weight_ih|weight_hh|bias_ih|bias_hh|bias|peephole)_(l\\d+.*)");

  private final ParameterLayout layout;
  private final Map<String, Part> parts = new LinkedHashMap<>();

  /** What a tensor is to its slice. */
  private enum Role {
    ALL,
    BIAS,
    SECOND_BIAS
  }

  private record Part(Slice slice, Role role) {}

  ParameterTensors(ParameterLayout layout) {
    this.layout = layout;
    for (Slice slice : layout.slices()) {
      Matcher name = RECURRENT.matcher(slice.name());
      if (name.matches() && name.group(2).equals("bias")) {
        parts.put(name.group(1) + "bias_ih_" + name.group(3), new Part(slice, Role.BIAS));
        parts.put(name.group(1) + "bias_hh_" + name.group(3), new Part(slice, Role.SECOND_BIAS));
      } else {
        parts.put(slice.name(), new Part(slice, Role.ALL));
      }
    }
  }

  /** The tensors to write for these parameters, in the order of the layout. */
  List<SafeTensors.Entry> entries(float[] parameters) {
    List<SafeTensors.Entry> entries = new ArrayList<>();
    parts.forEach(
        (name, part) -> {
          SafeTensors.Source values =
              part.role() == Role.SECOND_BIAS ? i -> 0f : i -> parameters[part.slice().at(i)];
          entries.add(new SafeTensors.Entry(name, part.slice().shape(), values));
        });
    return entries;
  }

  /** Where the values of a tensor go; the parameters must be zeros before. */
  SafeTensors.Sink sink(SafeTensors.Tensor tensor, float[] parameters) {
    Part part = parts.get(tensor.name());
    Slice slice = part.slice();
    return switch (part.role()) {
      case ALL -> (i, value) -> parameters[slice.at(i)] = value;
      case BIAS, SECOND_BIAS ->
          (i, value) -> {
            // A zero is not added, so that a bias of -0 comes back as it was.
            int at = slice.at(i);
            parameters[at] = parameters[at] == 0 ? value : parameters[at] + value;
          };
    };
  }

  /** Checks that the tensors are exactly those of the layout. */
  void check(List<SafeTensors.Tensor> tensors) throws InvalidModelException {
    Map<String, SafeTensors.Tensor> byName = new HashMap<>();
    tensors.forEach(tensor -> byName.put(tensor.name(), tensor));
    for (Map.Entry<String, Part> part : parts.entrySet()) {
      SafeTensors.Tensor tensor = byName.get(part.getKey());
      if (tensor == null) {
        throw foreign("must hold " + part.getKey() + ", got no such tensor");
      }
      List<Integer> shape = part.getValue().slice().shape();
      if (!tensor.shape().equals(shape)) {
        throw foreign(
            "%s must have shape %s%s, got %s"
                .formatted(
                    tensor.name(), formula(tensor.name()), tuple(shape), tuple(tensor.shape())));
      }
    }
    Set<String> others = new HashSet<>(byName.keySet());
    others.removeAll(parts.keySet());
    if (!others.isEmpty()) {
      String first = others.stream().sorted().findFirst().orElseThrow();
      throw foreign("must hold the tensors of the network only, got " + first);
    }
  }

  private static InvalidModelException foreign(String message) {
    return new InvalidModelException(message + "; is config.json from another model?");
  }

  private static String tuple(List<Integer> shape) {
    return shape.stream().map(String::valueOf).collect(Collectors.joining(", ", "(", ")"));
  }

  /** The shape of a tensor in words, followed by "=", where there are such words. */
  private String formula(String tensor) {
    Matcher name = RECURRENT.matcher(tensor);
    if (name.matches()) {
      String layer = name.group(3);
      List<Integer> recurrent = layout.slice(name.group(1) + "weight_hh_" + layer).shape();
      int gates = recurrent.get(0) / recurrent.get(1);
      String rows = gates == 1 ? "hidden" : gates + "·hidden";
      return switch (name.group(2)) {
        case "weight_ih" -> "(" + rows + ", input) = ";
        case "weight_hh" -> "(" + rows + ", hidden) = ";
        case "peephole" -> "(3, hidden) = ";
        default -> "(" + rows + ") = ";
      };
    }
    return tensor.endsWith("embedding.weight")
        ? "(vocabulary, embedding) = "
        : switch (tensor) {
          case "head.weight" -> "(outputs, width) = ";
          case "head.bias" -> "(outputs) = ";
          default -> "";
        };
  }
}
