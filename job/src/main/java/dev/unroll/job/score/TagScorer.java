package dev.unroll.job.score;

import dev.unroll.batch.Batcher;
import dev.unroll.batch.SequenceBatch;
import dev.unroll.decode.Tagger;
import dev.unroll.io.Model;
import dev.unroll.metrics.Span;
import dev.unroll.network.NetworkConfig.OutputKind;
import dev.unroll.network.SequenceNetwork;
import dev.unroll.network.SymbolProducts;
import dev.unroll.network.Workspace;
import dev.unroll.text.Token;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * One tag for each symbol: {@code symbols} (where there is a text) and {@code tags}; and where the
 * tags are those of spans (IOB1, IOB2, BIOES) also {@code entities}, whose start and end count the
 * characters (code points) of the text from 0, the end not included. The text of symbols that came
 * cut is what they are with a space between them.
 */
final class TagScorer implements TaskScorer {
  private static final StructType ENTITY =
      new StructType()
          .add("type", DataTypes.StringType)
          .add("start", DataTypes.IntegerType)
          .add("end", DataTypes.IntegerType)
          .add("text", DataTypes.StringType);

  private final SequenceNetwork network;
  private final Tagger tagger;
  private final boolean hasText;
  private final boolean findsSpans;
  private final Workspace workspace;

  TagScorer(Model model, SymbolProducts products) {
    this.network = (SequenceNetwork) model.network();
    this.tagger = new Tagger(model);
    this.hasText = model.vocabulary() != null;
    boolean several = network.config().output() == OutputKind.SIGMOID;
    this.findsSpans = hasText && !several && Span.areTags(model.labels().labels());
    this.workspace = network.newWorkspace(products);
  }

  @Override
  public StructType columns() {
    ArrayType strings = DataTypes.createArrayType(DataTypes.StringType);
    StructType columns = new StructType();
    if (hasText) {
      columns = columns.add("symbols", strings);
    }
    columns = columns.add("tags", strings);
    return findsSpans ? columns.add("entities", DataTypes.createArrayType(ENTITY)) : columns;
  }

  @Override
  public Object[] ofNothing() {
    Object[] empty = new Object[columns().size()];
    Arrays.fill(empty, Sequences.of(List.of()));
    return empty;
  }

  @Override
  public List<Object[]> score(List<Input> inputs) {
    int featureSize = network.config().featureSize();
    SequenceBatch batch = Batcher.source(TaskScorer.numbered(inputs), featureSize);
    String[] tags = tagger.tags(batch, workspace);
    Object[][] scores = new Object[inputs.size()][];
    for (int b = 0; b < batch.size(); b++) {
      List<String> own = new ArrayList<>();
      for (int t = 0; t < batch.packing().length(b); t++) {
        own.add(tags[batch.packing().column(t, b)]);
      }
      int place = (int) batch.exampleIds()[b];
      scores[place] = columns(inputs.get(place), own);
    }
    return Arrays.asList(scores);
  }

  private Object[] columns(Input input, List<String> tags) {
    List<Object> values = new ArrayList<>();
    if (hasText) {
      List<String> symbols = new ArrayList<>();
      for (Token token : input.tokens()) {
        symbols.add(input.text().substring(token.start(), token.end()));
      }
      values.add(Sequences.of(symbols));
    }
    values.add(Sequences.of(tags));
    if (findsSpans) {
      List<Row> entities = new ArrayList<>();
      for (Span span : Span.read(tags)) {
        entities.add(entity(input, span));
      }
      values.add(Sequences.of(entities));
    }
    return values.toArray();
  }

  private static Row entity(Input input, Span span) {
    int start = input.tokens().get(span.start()).start();
    int end = input.tokens().get(span.end() - 1).end();
    int first = input.text().codePointCount(0, start);
    return RowFactory.create(
        span.type(),
        first,
        first + input.text().codePointCount(start, end),
        input.text().substring(start, end));
  }
}
