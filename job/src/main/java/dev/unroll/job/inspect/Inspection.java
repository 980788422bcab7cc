package dev.unroll.job.inspect;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import dev.unroll.inspect.GradientFlow;
import dev.unroll.inspect.ParameterNorms;
import dev.unroll.inspect.Quartiles;
import dev.unroll.job.chart.Symbols;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * What is to be seen inside a model. A part that does not apply is empty or null, and {@link
 * #missing} says why.
 *
 * @param task as configurations spell it
 * @param network the network in a few words
 * @param parameters how many
 * @param data what it read
 * @param gradientFlow of the model and of fresh networks of its size
 * @param gates of each layer and direction
 * @param update how the step was made whose sizes are in {@code norms}
 * @param norms of each parameter
 * @param clipping of the run that made the model
 * @param surprise texts with what the model thought of each symbol
 * @param labels texts with the probabilities of their labels
 * @param neighbours of each vocabulary with an embedding
 * @param missing a sentence for each part that is not there, by its name
 */
public record Inspection(
    String task,
    String network,
    int parameters,
    Data data,
    List<Flow> gradientFlow,
    List<Gates> gates,
    String update,
    List<ParameterNorms> norms,
    Clipping clipping,
    Surprise surprise,
    Labels labels,
    List<Near> neighbours,
    Map<String, String> missing) {
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .setSerializationInclusion(JsonInclude.Include.NON_NULL);

  private static final int CONTEXT = 30;

  private static final TypeReference<Map<String, Object>> TREE = new TypeReference<>() {};

  /** The parts of an inspection, as {@code missing} names them. */
  public static final class Part {
    public static final String GRADIENT_FLOW = "gradient_flow";
    public static final String GATES = "gates";
    public static final String CLIPPING = "clipping";
    public static final String SURPRISE = "surprise";
    public static final String LABELS = "labels";
    public static final String NEIGHBOURS = "neighbours";

    private Part() {}
  }

  /** How much was read: sequences (of a stream, windows of its text), and their steps. */
  public record Data(String path, int sequences, long steps) {}

  /**
   * How far back a gradient reaches in one layer and direction of a network.
   *
   * @param network {@code model}, or the cell of a fresh one
   */
  public record Flow(
      String network, int layer, boolean reverse, Quartiles norm, List<GradientFlow.Lag> lags) {}

  /**
   * One gate of a layer and direction.
   *
   * @param memory steps that units remember, over units; null where the gate governs no old state
   */
  public record Gates(
      int layer,
      boolean reverse,
      String gate,
      double closed,
      double open,
      Quartiles mean,
      Quartiles memory,
      List<Unit> units) {}

  /** A gate of one unit, as {@link Gates}. */
  public record Unit(double closed, double open, double mean, Double memory) {}

  /**
   * How often the run that made the model clipped its gradient.
   *
   * @param run its directory
   * @param steps that are recorded
   * @param share of the clipped ones among them, 0 to 1
   * @param norm the bound of the gradient's global norm, null where there was none
   * @param value the bound of each value, null where there was none
   * @param problems a sentence for each gap of the record
   */
  public record Clipping(
      String run,
      long steps,
      long clippedSteps,
      double share,
      Double norm,
      Double value,
      List<String> problems) {}

  /**
   * What a model thought of each symbol of a text.
   *
   * @param meanNats over all symbols of these texts
   * @param separator what stands between two symbols: nothing, or a space between words
   */
  public record Surprise(double meanNats, String separator, List<Text> texts) {

    /** The symbols that the model expected least, so many or fewer, the least expected first. */
    List<Place> greatest(int count) {
      List<Place> places = new ArrayList<>();
      for (Text text : texts) {
        for (int i = 0; i < text.symbols().size(); i++) {
          String before =
              Symbols.oneLine(
                  String.join(separator, text.symbols().subList(Math.max(0, i - CONTEXT), i)));
          places.add(
              new Place(
                  text.nats().get(i),
                  before.substring(Math.max(0, before.length() - CONTEXT)),
                  Symbols.visible(text.symbols().get(i))));
        }
      }
      places.sort(Comparator.comparingDouble(Place::nats).reversed());
      return places.subList(0, Math.min(count, places.size()));
    }
  }

  /** A symbol as it is shown, with the end of what stands before it. */
  record Place(double nats, String before, String symbol) {}

  /**
   * A text.
   *
   * @param symbols what it is made of
   * @param nats -log p of each
   */
  public record Text(List<String> symbols, List<Double> nats) {}

  /**
   * The labels of some texts.
   *
   * @param names of all labels
   */
  public record Labels(List<String> names, List<Tagged> texts) {}

  /**
   * A text with its labels.
   *
   * @param symbols empty where the input is dense only
   * @param gold the label of the data for each step
   * @param probabilities of each label at each step, in the order of the names
   */
  public record Tagged(List<String> symbols, List<String> gold, List<List<Double>> probabilities) {}

  /**
   * The neighbours of some words.
   *
   * @param vocabulary {@code words}, or a translator's {@code source words} and {@code target
   *     words}
   */
  public record Near(String vocabulary, Map<String, List<Neighbour>> words) {}

  /** A word near another one. */
  public record Neighbour(String word, double cosine) {}

  /** The whole as JSON values by name. */
  public Map<String, Object> toMap() {
    return JSON.convertValue(this, TREE);
  }
}
