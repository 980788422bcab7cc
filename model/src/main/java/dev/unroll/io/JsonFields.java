package dev.unroll.io;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The fields of a JSON object, read one by one with checks. What nobody asked for is unknown, and
 * {@link #end} says so.
 */
final class JsonFields {
  private final String path;
  private final JsonNode object;
  private final Set<String> unread = new LinkedHashSet<>();

  /**
   * The fields of an object.
   *
   * @param path what stands before the names in messages, empty for the outermost object
   */
  JsonFields(String path, JsonNode object) throws InvalidModelException {
    this.path = path;
    this.object = object;
    if (!object.isObject()) {
      throw must(path, "be a JSON object", object);
    }
    object.fieldNames().forEachRemaining(unread::add);
  }

  /** Names of all fields. */
  List<String> names() {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  boolean has(String name) {
    return object.has(name);
  }

  JsonNode node(String name) throws InvalidModelException {
    unread.remove(name);
    JsonNode node = object.get(name);
    if (node == null) {
      throw new InvalidModelException(qualified(name) + " must be there, got nothing");
    }
    return node;
  }

  JsonFields object(String name) throws InvalidModelException {
    return new JsonFields(qualified(name), node(name));
  }

  String text(String name) throws InvalidModelException {
    JsonNode node = node(name);
    if (!node.isTextual()) {
      throw must(qualified(name), "be a string", node);
    }
    return node.textValue();
  }

  boolean flag(String name) throws InvalidModelException {
    JsonNode node = node(name);
    if (!node.isBoolean()) {
      throw must(qualified(name), "be true or false", node);
    }
    return node.booleanValue();
  }

  int integer(String name) throws InvalidModelException {
    return (int) whole(qualified(name), node(name), Integer.MAX_VALUE);
  }

  double number(String name) throws InvalidModelException {
    JsonNode node = node(name);
    if (!node.isNumber()) {
      throw must(qualified(name), "be a number", node);
    }
    return node.doubleValue();
  }

  List<Integer> integers(String name) throws InvalidModelException {
    List<Integer> values = new ArrayList<>();
    for (JsonNode element : array(name)) {
      values.add((int) whole("each of " + qualified(name), element, Integer.MAX_VALUE));
    }
    return values;
  }

  List<Long> longs(String name) throws InvalidModelException {
    List<Long> values = new ArrayList<>();
    for (JsonNode element : array(name)) {
      values.add(whole("each of " + qualified(name), element, Long.MAX_VALUE));
    }
    return values;
  }

  <E extends Enum<E>> E oneOf(String name, Class<E> type) throws InvalidModelException {
    String text = text(name);
    for (E constant : type.getEnumConstants()) {
      if (Json.spelling(constant).equals(text)) {
        return constant;
      }
    }
    List<String> known = Arrays.stream(type.getEnumConstants()).map(Json::spelling).toList();
    throw must(qualified(name), "be one of " + String.join(", ", known), node(name));
  }

  /** Fails if the field has another value. */
  <E extends Enum<E>> void only(String name, E value) throws InvalidModelException {
    if (!text(name).equals(Json.spelling(value))) {
      throw must(qualified(name), "be " + Json.spelling(value), node(name));
    }
  }

  /** Fails if a field was not read. */
  void end() throws InvalidModelException {
    if (!unread.isEmpty()) {
      throw new InvalidModelException(
          "unknown key "
              + qualified(unread.iterator().next())
              + "; was the model written by a later version?");
    }
  }

  private JsonNode array(String name) throws InvalidModelException {
    JsonNode node = node(name);
    if (!node.isArray()) {
      throw must(qualified(name), "be an array", node);
    }
    return node;
  }

  private static long whole(String name, JsonNode node, long largest) throws InvalidModelException {
    if (!node.isIntegralNumber()
        || !node.canConvertToLong()
        || node.longValue() < 0
        || node.longValue() > largest) {
      throw must(name, "be a whole number from 0 to " + largest, node);
    }
    return node.longValue();
  }

  private String qualified(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  private static InvalidModelException must(String name, String rule, JsonNode got) {
    String value = got.isMissingNode() ? "an empty file" : got.toString();
    String shown = value.length() > 60 ? value.substring(0, 60) + "…" : value;
    return new InvalidModelException((name + " must " + rule + ", got " + shown).strip());
  }
}
