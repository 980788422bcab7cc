package dev.unroll.job.corpus;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;

/** A record a line, as a JSON object. */
record JsonParser(ColumnMapper mapper) implements LineParser {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};

  @Override
  public RawExample parse(List<Line> lines) {
    Line line = lines.get(0);
    return mapper.map(line.place(), fields(line)::get);
  }

  /**
   * Whether the object has such a field; true for a line that is none, which parsing will report.
   */
  static boolean has(Line line, String name) {
    try {
      return fields(line).containsKey(name);
    } catch (Malformed e) {
      return true;
    }
  }

  private static Map<String, Object> fields(Line line) {
    try {
      return JSON.readValue(line.text(), OBJECT);
    } catch (JsonProcessingException e) {
      throw new Malformed(
          line.place(), "expected a JSON object, got " + Problem.quote(line.content()));
    }
  }
}
