package dev.unroll.decode;

import dev.unroll.batch.Batcher;
import dev.unroll.batch.Example;
import dev.unroll.batch.SequenceBatch;
import dev.unroll.io.Model;
import dev.unroll.io.Task;
import dev.unroll.network.NetworkConfig.OutputKind;
import dev.unroll.network.SequenceNetwork;
import dev.unroll.network.Workspace;
import dev.unroll.network.Workspaces;
import dev.unroll.text.Token;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Gives each symbol of a sentence a tag. Of sigmoid outputs a tag names all that hold, with "|"
 * between, or is "O".
 *
 * <pre>{@code
 * Tagger tagger = new Tagger(ModelDirectory.read(Path.of("runs/names/model")));
 * for (Tagger.Tagged word : tagger.tag("Anna goes to Rome .")) {
 *   System.out.println(word.symbol() + " " + word.tag());
 * }
 * }</pre>
 *
 * <p>Any number of threads may use it.
 */
public final class Tagger {
  private static final String NONE = "O";

  private final Model model;
  private final SequenceNetwork network;
  private final List<String> labels;
  private final TagDecoder decoder; // null with sigmoid outputs
  private final Workspaces workspaces;

  /**
   * A tagger with the weights of a model, which are not copied.
   *
   * @throws IllegalArgumentException if the model is for another task
   */
  public Tagger(Model model) {
    Requirements.task(model, Task.TAGGER);
    this.model = model;
    this.network = (SequenceNetwork) model.network();
    this.labels = model.labels().labels();
    boolean several = network.config().output() == OutputKind.SIGMOID;
    this.decoder = several ? null : new TagDecoder(network, model.parameters());
    this.workspaces = new Workspaces(network);
  }

  /**
   * A symbol with its tag.
   *
   * @param symbol as it stands in the text
   * @param start index of its first UTF-16 unit in the text
   * @param end index behind its last one
   */
  public record Tagged(String symbol, String tag, int start, int end) {}

  /** The symbols of a sentence with their tags; none of an empty one. */
  public List<Tagged> tag(String sentence) {
    List<Token> tokens = model.text().tokenizer().tokenize(sentence);
    if (tokens.isEmpty()) {
      return List.of();
    }
    String[] tags = tags(model.example(tokens.stream().map(Token::text).toList()));
    List<Tagged> tagged = new ArrayList<>();
    for (Token token : tokens) {
      String symbol = sentence.substring(token.start(), token.end());
      tagged.add(new Tagged(symbol, tags[tagged.size()], token.start(), token.end()));
    }
    return tagged;
  }

  /** The tag of each step of an example, with symbols, dense vectors or both. */
  public String[] tags(Example example) {
    SequenceBatch batch = Batcher.source(List.of(example), network.config().featureSize());
    return workspaces.with(workspace -> tags(batch, workspace));
  }

  /** The tag of each column of the packing. */
  public String[] tags(SequenceBatch batch, Workspace workspace) {
    String[] tags = new String[batch.packing().columns()];
    if (decoder != null) {
      int[] ids = decoder.labels(batch, workspace);
      Arrays.setAll(tags, i -> labels.get(ids[i]));
    } else {
      float[] logits = network.scores(model.parameters(), batch, workspace);
      Arrays.setAll(tags, i -> held(logits, labels.size() * i));
    }
    return tags;
  }

  /** The labels whose logits are above 0, that is, more probable than not. */
  private String held(float[] logits, int at) {
    List<String> held = new ArrayList<>();
    for (int k = 0; k < labels.size(); k++) {
      if (logits[at + k] > 0) {
        held.add(labels.get(k));
      }
    }
    return held.isEmpty() ? NONE : String.join("|", held);
  }
}
