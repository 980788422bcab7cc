package dev.unroll.job.store;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.unroll.io.Model;
import dev.unroll.io.Task;
import dev.unroll.io.TextConfig;
import dev.unroll.network.EncoderDecoder;
import dev.unroll.network.EncoderDecoderConfig;
import dev.unroll.network.NetworkConfig;
import dev.unroll.network.SequenceNetwork;
import dev.unroll.network.SymbolProducts;
import dev.unroll.text.LabelSet;
import dev.unroll.text.Vocabulary;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;

/**
 * A model on its way to the executors: broadcast, it is there once in each process, and every task
 * of the process computes with the same weights. Its provenance stays on the driver.
 *
 * <p>All but the weights travels as bytes of Java's own serialization, so that a session whose
 * serializer is Kryo brings it over intact.
 */
public final class SharedModel implements Serializable {
  private static final long serialVersionUID = 1;
  private static final long MOST_PRODUCTS = 1L << 26;

  private final byte[] description;
  private final float[] parameters;
  private transient Model model;
  private transient SymbolProducts products;

  /** Shares the arrays of the model. */
  public SharedModel(Model model) {
    this.description = serialize(Description.of(model));
    this.parameters = model.parameters();
    this.model = model;
  }

  /** The model, the same object for all callers in a process. */
  public synchronized Model get() {
    if (model == null) {
      model = deserialize(description).toModel(parameters);
    }
    return model;
  }

  /**
   * What the first layer reads of every symbol, the same object for all callers in a process; null
   * where the model needs none, or it would take more than a quarter of a gigabyte.
   */
  public synchronized SymbolProducts products() {
    if (products == null
        && get().network() instanceof SequenceNetwork network
        && network.symbolProductsSize() <= MOST_PRODUCTS) {
      products = network.symbolProducts(parameters);
    }
    return products;
  }

  /**
   * Everything but the weights.
   *
   * @param sequence null for an encoder-decoder
   * @param pairs null for every other network
   */
  private record Description(
      Task task,
      NetworkConfig sequence,
      EncoderDecoderConfig pairs,
      TextConfig text,
      Vocabulary vocabulary,
      Vocabulary targetVocabulary,
      LabelSet labels)
      implements Serializable {

    static Description of(Model model) {
      return new Description(
          model.task(),
          model.network() instanceof SequenceNetwork sequence ? sequence.config() : null,
          model.network() instanceof EncoderDecoder pairs ? pairs.config() : null,
          model.text(),
          model.vocabulary(),
          model.targetVocabulary(),
          model.labels());
    }

    Model toModel(float[] parameters) {
      return new Model(
          task,
          sequence != null ? new SequenceNetwork(sequence) : new EncoderDecoder(pairs),
          text,
          vocabulary,
          targetVocabulary,
          labels,
          parameters,
          JsonNodeFactory.instance.objectNode());
    }
  }

  private static byte[] serialize(Description description) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(description);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static Description deserialize(byte[] bytes) {
    try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
      return (Description) in.readObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("driver and executor must run the same Unroll", e);
    }
  }
}
