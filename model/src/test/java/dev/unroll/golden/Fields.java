package dev.unroll.golden;

import com.fasterxml.jackson.databind.JsonNode;
import dev.unroll.control.Tensor;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The fields of a JSON object, where a missing field and one that nobody asked for are both errors.
 */
final class Fields {

  private final String path;
  private final JsonNode object;
  private final Set<String> asked = new LinkedHashSet<>();

  Fields(String path, JsonNode object) {
    this.path = path;
    this.object = object;
    if (!object.isObject()) {
      throw new IllegalArgumentException(path + " must be an object, got " + object);
    }
  }

  String path(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  boolean has(String key) {
    asked.add(key);
    return object.has(key);
  }

  JsonNode get(String key) {
    asked.add(key);
    JsonNode value = object.get(key);
    if (value == null || value.isNull()) {
      throw new IllegalArgumentException(path(key) + " must be given, got no such field");
    }
    return value;
  }

  Fields object(String key) {
    return new Fields(path(key), get(key));
  }

  List<Fields> objects(String key) {
    List<Fields> objects = new ArrayList<>();
    for (JsonNode element : array(key)) {
      objects.add(new Fields(path(key) + "[" + objects.size() + "]", element));
    }
    return objects;
  }

  String string(String key) {
    JsonNode value = get(key);
    require(value.isTextual(), key, "a string", value);
    return value.asText();
  }

  boolean bool(String key) {
    JsonNode value = get(key);
    require(value.isBoolean(), key, "true or false", value);
    return value.asBoolean();
  }

  int integer(String key) {
    JsonNode value = get(key);
    require(value.isIntegralNumber() && value.canConvertToInt(), key, "an integer", value);
    return value.asInt();
  }

  double number(String key) {
    JsonNode value = get(key);
    require(value.isNumber(), key, "a number", value);
    return value.asDouble();
  }

  int[] integers(String key) {
    return integers(key, array(key));
  }

  int[][] integerRows(String key) {
    JsonNode array = array(key);
    int[][] rows = new int[array.size()][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = integers(key + "[" + i + "]", array.get(i));
    }
    return rows;
  }

  double[] numbers(String key) {
    return numbers(key, array(key));
  }

  Tensor tensor(String key) {
    Fields fields = object(key);
    int[] shape = fields.integers("shape");
    double[] data = fields.numbers("data");
    fields.finish();
    try {
      return new Tensor(shape, data);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(path(key) + ": " + e.getMessage(), e);
    }
  }

  Iterator<String> names() {
    return object.fieldNames();
  }

  /** To be called when every known field has been asked for. */
  void finish() {
    object
        .fieldNames()
        .forEachRemaining(
            key -> {
              if (!asked.contains(key)) {
                throw new IllegalArgumentException(
                    "unknown field %s; known are %s".formatted(path(key), asked));
              }
            });
  }

  private JsonNode array(String key) {
    JsonNode value = get(key);
    require(value.isArray(), key, "a list", value);
    return value;
  }

  private int[] integers(String key, JsonNode array) {
    require(array.isArray(), key, "a list of integers", array);
    int[] values = new int[array.size()];
    for (int i = 0; i < values.length; i++) {
      require(array.get(i).isIntegralNumber(), key, "a list of integers", array);
      values[i] = array.get(i).asInt();
    }
    return values;
  }

  private double[] numbers(String key, JsonNode array) {
    double[] values = new double[array.size()];
    for (int i = 0; i < values.length; i++) {
      require(array.get(i).isNumber(), key, "a list of numbers", array);
      values[i] = array.get(i).asDouble();
    }
    return values;
  }

  private void require(boolean condition, String key, String rule, JsonNode value) {
    if (!condition) {
      throw new IllegalArgumentException("%s must be %s, got %s".formatted(path(key), rule, value));
    }
  }
}
