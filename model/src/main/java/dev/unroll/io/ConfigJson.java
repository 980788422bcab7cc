package dev.unroll.io;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.unroll.text.SymbolUnit;
import dev.unroll.text.Tokenizer;
import dev.unroll.text.Vocabulary;

/**
 * The content of {@code config.json}.
 *
 * @param task what the model is for
 * @param network the fields of the block {@code network}, not read yet
 * @param text how a text becomes the input; null where there is no text
 * @param unk spelling of the unknown symbol; null where there is no text
 * @param eos spelling of the end symbol; null where there is no text
 */
record ConfigJson(Task task, JsonFields network, TextConfig text, String unk, String eos) {
  private static final String FORMAT = "unroll-model";
  private static final int VERSION = 1;
  private static final String SPELLING_SIZE = "spelling-size";

  static ObjectNode write(Model model) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("format", FORMAT);
    json.put("version", VERSION);
    json.put("task", Json.spelling(model.task()));
    json.set("network", NetworkJson.write(model.network()));
    if (model.text() != null) {
      Vocabulary vocabulary =
          model.vocabulary() == null ? model.targetVocabulary() : model.vocabulary();
      ObjectNode text = json.putObject("text");
      text.put("unit", Json.spelling(model.text().unit()))
          .put("lowercase", model.text().tokenizer().lowercase())
          .put("tokenizer", Json.spelling(model.text().tokenizer().kind()))
          .put("unk", vocabulary.symbol(Vocabulary.UNK))
          .put("eos", vocabulary.symbol(Vocabulary.EOS))
          .put("start", Json.spelling(model.text().start()));
      if (model.text().spellingSize() > 0) {
        text.put(SPELLING_SIZE, model.text().spellingSize());
      }
    }
    return json;
  }

  static ConfigJson read(JsonNode json) throws InvalidModelException {
    JsonFields fields = new JsonFields("", json);
    String format = fields.text("format");
    if (!format.equals(FORMAT)) {
      throw new InvalidModelException("format must be " + FORMAT + ", got " + format);
    }
    int version = fields.integer("version");
    if (version != VERSION) {
      throw new InvalidModelException(
          "version must be %d, got %d; read it with the Unroll that wrote it, or a later one"
              .formatted(VERSION, version));
    }
    Task task = fields.oneOf("task", Task.class);
    JsonFields network = fields.object("network");
    if (!fields.has("text")) {
      fields.end();
      return new ConfigJson(task, network, null, null, null);
    }
    JsonFields text = fields.object("text");
    fields.end();
    TextConfig config =
        new TextConfig(
            text.oneOf("unit", SymbolUnit.class),
            new Tokenizer(text.oneOf("tokenizer", Tokenizer.Kind.class), text.flag("lowercase")),
            text.oneOf("start", TextConfig.Start.class),
            text.has(SPELLING_SIZE) ? text.integer(SPELLING_SIZE) : 0);
    String unk = text.text("unk");
    String eos = text.text("eos");
    text.end();
    return new ConfigJson(task, network, config, unk, eos);
  }
}
