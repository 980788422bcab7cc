package dev.unroll.job.inspect;

import dev.unroll.inspect.GradientFlow.Lag;
import dev.unroll.inspect.ParameterNorms;
import dev.unroll.inspect.Quartiles;
import dev.unroll.job.inspect.Inspection.Clipping;
import dev.unroll.job.inspect.Inspection.Flow;
import dev.unroll.job.inspect.Inspection.Gates;
import dev.unroll.job.inspect.Inspection.Labels;
import dev.unroll.job.inspect.Inspection.Near;
import dev.unroll.job.inspect.Inspection.Neighbour;
import dev.unroll.job.inspect.Inspection.Part;
import dev.unroll.job.inspect.Inspection.Surprise;
import dev.unroll.job.inspect.Inspection.Tagged;
import dev.unroll.job.inspect.Inspection.Text;
import dev.unroll.job.inspect.Inspection.Unit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Inspections of models that never were. */
public final class SampleInspections {
  /** A text that must not become markup. */
  static final String NASTY =
      "<script>alert('no')</script>&\"<img/src=http://example.com/x>\"\u0007";

  private static final String LONG = "a-label-that-is-" + "very-".repeat(20) + "long";
  private static final String TEXT = "THE KEEPER:\nI heard <b>it</b>, \ttwice. It's late & dark\n";

  private SampleInspections() {}

  /** By name: of characters, of words, of labels, and of a model without most parts. */
  public static Map<String, Inspection> all() {
    Map<String, Inspection> all = new LinkedHashMap<>();
    Clipping clipping = new Clipping("hdfs://store/runs/r", 1_710, 52, 0.0304, 1.0, 5.0, List.of());
    Map<String, String> none = Map.of(Part.LABELS, "no labels", Part.NEIGHBOURS, "no embedding");
    all.put(
        "characters",
        inspection("language-model", 128, 1, clipping, characters(), null, List.of(), none));
    all.put("words", inspection("generator", 64, 2, clipping, words(), null, near(), Map.of()));
    all.put("tagger", inspection("tagger", 40, 1, null, null, labels(), near(), missing()));
    all.put("short", inspection("tagger", 0, 1, null, null, dense(), List.of(), missing()));
    all.put(
        "translator",
        new Inspection(
            "translator",
            "encoder and decoder of lstm, 1 layer of 8 units, attention general",
            1_234_567,
            new Inspection.Data("a.tsv", 3, 12),
            List.of(),
            List.of(),
            "the first step of a fresh adam",
            norms(),
            clipping,
            null,
            null,
            near(),
            Map.of(Part.GATES, "two stacks", Part.GRADIENT_FLOW, "two stacks")));
    return all;
  }

  private static Inspection inspection(
      String task,
      int longest,
      int layers,
      Clipping clipping,
      Surprise surprise,
      Labels labels,
      List<Near> near,
      Map<String, String> missing) {
    return new Inspection(
        task,
        "lstm, %d layers of 50 units".formatted(layers),
        1_234_567,
        new Inspection.Data("hdfs://store/data/test.txt", 100, 12_800),
        flows(longest, layers),
        gates(layers),
        "the first step of a fresh adam",
        norms(),
        clipping,
        surprise,
        labels,
        near,
        missing);
  }

  private static Map<String, String> missing() {
    return Map.of(Part.SURPRISE, "no language model", Part.CLIPPING, "no record in " + NASTY);
  }

  /** The fresh ones vanish, or explode; some shares are exactly 0. */
  private static List<Flow> flows(int longest, int layers) {
    Map<String, Double> kept =
        Map.of("model", 0.97, "rnn-tanh", 0.6, "rnn-relu", 0.0, "gru", 0.7, "lstm", 1.05);
    List<Flow> flows = new ArrayList<>();
    for (String network : List.of("model", "rnn-tanh", "rnn-relu", "gru", "lstm")) {
      for (int layer = 0; layer < layers; layer++) {
        for (boolean reverse : new boolean[] {false, true}) {
          List<Lag> lags = new ArrayList<>();
          for (int lag = 0; lag <= longest; lag++) {
            double share = Math.pow(kept.get(network), lag);
            lags.add(new Lag(lag, 3, new Quartiles(0.7 * share, share, 1.6 * share)));
          }
          flows.add(new Flow(network, layer, reverse, new Quartiles(1, 2, 3), lags));
        }
      }
    }
    return flows;
  }

  private static List<Gates> gates(int layers) {
    List<Gates> gates = new ArrayList<>();
    for (int layer = 0; layer < layers; layer++) {
      for (String gate : List.of("update", "forget", "output")) {
        List<Unit> units = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
          double mean = (i * 7 % 50 + 1) / 50.0;
          units.add(new Unit(0.1, 0.3, mean, gate.equals("forget") ? 1 / (1 - mean) : null));
        }
        Quartiles memory = gate.equals("forget") ? new Quartiles(1.5, 4, 1e5) : null;
        Quartiles mean = new Quartiles(0.2, 0.5, 0.7);
        gates.add(new Gates(layer, false, gate, 0.25, 0.61, mean, memory, units));
      }
    }
    return gates;
  }

  private static List<ParameterNorms> norms() {
    return List.of(
        new ParameterNorms("decoder.rnn.weight_ih_l0_reverse", 1_048_576, 31.6, 0.012, 1.02),
        new ParameterNorms("crf.transitions", 81, 0, 1.2e-7, 0.009));
  }

  private static Surprise characters() {
    List<String> symbols = new ArrayList<>();
    List<Double> nats = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      symbols.add(TEXT.substring(i % TEXT.length(), i % TEXT.length() + 1));
      nats.add(i % 17 == 0 ? 7.5 : i % 3 == 0 ? 0 : 0.02 * (i % 23));
    }
    return new Surprise(0.61, "", List.of(new Text(symbols, nats)));
  }

  private static Surprise words() {
    Text nasty = new Text(List.of("the", NASTY, "<EOS>"), List.of(1.0, 14.2, 0.001));
    Text sure = new Text(List.of("<EOS>"), List.of(0.0));
    return new Surprise(5.07, " ", List.of(nasty, sure));
  }

  private static Labels labels() {
    List<String> names = new ArrayList<>(List.of("O", "B-A-RATHER-LONG-NAME"));
    for (int i = 0; i < 20; i++) {
      names.add("B-TYPE" + i);
    }
    List<Tagged> texts = new ArrayList<>();
    for (int text = 0; text < 20; text++) {
      List<List<Double>> rows = new ArrayList<>();
      for (int step = 0; step < 12; step++) {
        List<Double> row = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
          row.add(i == step % 3 ? 0.9 : i < 12 ? 0.01 : 0.0);
        }
        rows.add(row);
      }
      texts.add(new Tagged(twelve(text == 0 ? NASTY : "sea"), twelve("O"), rows));
    }
    return new Labels(names, texts);
  }

  private static List<String> twelve(String value) {
    List<String> values = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      values.add(i == 1 ? "a-word-" + "that-is-".repeat(4) + "long" : value);
    }
    return values;
  }

  private static Labels dense() {
    Tagged text = new Tagged(List.of(), List.of("a | b"), List.of(List.of(0.25, 0.75, 0.004)));
    return new Labels(List.of("a", "b", "c"), List.of(text));
  }

  private static List<Near> near() {
    Map<String, List<Neighbour>> words = new LinkedHashMap<>();
    words.put(" ", List.of(new Neighbour("\n", 0.99), new Neighbour(NASTY, -0.2)));
    words.put(LONG, List.of(new Neighbour(LONG, 0.5), new Neighbour("pear", 0.25)));
    return List.of(new Near("words", words));
  }
}
