package dev.unroll.job.evaluate;

import dev.unroll.batch.Batcher;
import dev.unroll.batch.Example;
import dev.unroll.batch.SequenceBatch;
import dev.unroll.decode.BeamOptions;
import dev.unroll.decode.BeamSearch;
import dev.unroll.io.Model;
import dev.unroll.job.corpus.TextPair;
import dev.unroll.job.store.SharedModel;
import dev.unroll.metrics.Accuracy;
import dev.unroll.metrics.Bleu;
import dev.unroll.network.EncoderDecoder;
import dev.unroll.network.Workspace;
import dev.unroll.text.Vocabulary;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.broadcast.Broadcast;
import scala.Tuple2;

/**
 * Compares what a translator writes with what people wrote: corpus BLEU, and the share of sources
 * whose translation is exactly one of theirs. Every different source counts once; all its targets
 * are its references.
 *
 * <p>Sources come sorted in a fixed number of parts, so that the same ones are always translated
 * side by side, whatever the cluster.
 */
final class TranslationEvaluation implements Serializable {
  private static final long serialVersionUID = 1;
  private static final int PARTS = 32;
  private static final int WINDOW = 1024;
  private static final int BATCH = 32;

  private final Bleu bleu = new Bleu();
  private final Accuracy exact = new Accuracy();

  /** All that was written from one source. */
  private record Source(List<String> symbols, List<TextPair> pairs) {}

  static TranslationEvaluation of(
      JavaRDD<TextPair> pairs, Broadcast<SharedModel> model, BeamOptions beam) {
    return pairs
        .mapToPair(pair -> new Tuple2<>(String.join("\0", pair.source()), pair))
        .repartitionAndSortWithinPartitions(new HashPartitioner(PARTS))
        .values()
        .mapPartitions(sorted -> List.of(part(sorted, model.value().get(), beam)).iterator())
        .reduce(TranslationEvaluation::merge);
  }

  private static TranslationEvaluation part(
      Iterator<TextPair> sorted, Model model, BeamOptions beam) {
    TranslationEvaluation part = new TranslationEvaluation();
    Workspace workspace = model.network().newWorkspace();
    List<Source> window = new ArrayList<>();
    while (sorted.hasNext()) {
      TextPair pair = sorted.next();
      Source last = window.isEmpty() ? null : window.get(window.size() - 1);
      if (last != null && last.symbols().equals(pair.source())) {
        last.pairs().add(pair);
        continue;
      }
      if (window.size() == WINDOW) {
        part.addWindow(window, model, beam, workspace);
        window.clear();
      }
      window.add(new Source(pair.source(), new ArrayList<>(List.of(pair))));
    }
    part.addWindow(window, model, beam, workspace);
    return part;
  }

  private void addWindow(List<Source> window, Model model, BeamOptions beam, Workspace workspace) {
    List<Source> byLength = new ArrayList<>(window);
    byLength.sort(Comparator.comparingInt((Source source) -> source.symbols().size()));
    for (int from = 0; from < byLength.size(); from += BATCH) {
      add(byLength.subList(from, Math.min(from + BATCH, byLength.size())), model, beam, workspace);
    }
  }

  private void add(List<Source> sources, Model model, BeamOptions beam, Workspace workspace) {
    List<Example> examples = new ArrayList<>();
    for (Source source : sources) {
      examples.add(Example.of(examples.size(), model.vocabulary().encode(source.symbols())));
    }
    SequenceBatch batch = Batcher.source(examples, 0);
    EncoderDecoder network = (EncoderDecoder) model.network();
    BeamSearch search = new BeamSearch(network, model.parameters(), Vocabulary.EOS);
    int[][] found = new int[sources.size()][];
    var hypotheses = search.translate(batch, beam, workspace);
    for (int b = 0; b < batch.size(); b++) {
      found[(int) batch.exampleIds()[b]] = hypotheses.get(b).get(0).symbols();
    }
    for (int i = 0; i < found.length; i++) {
      add(found[i], sources.get(i).pairs(), model);
    }
  }

  private void add(int[] found, List<TextPair> references, Model model) {
    Vocabulary vocabulary = model.targetVocabulary();
    List<String> symbols = Arrays.stream(found).mapToObj(vocabulary::symbol).toList();
    exact.add(references.stream().anyMatch(pair -> pair.target().equals(symbols)));
    bleu.add(
        vocabulary.decode(found, model.text().unit()),
        references.stream().map(TextPair::targetText).sorted().toList());
  }

  private TranslationEvaluation merge(TranslationEvaluation other) {
    bleu.merge(other.bleu);
    exact.merge(other.exact);
    return this;
  }

  Map<String, Object> metrics() {
    Map<String, Object> metrics = new LinkedHashMap<>();
    metrics.put("bleu", bleu.score());
    metrics.put("exact_match", exact.value());
    metrics.put("sources", exact.total());
    return metrics;
  }
}
