package dev.unroll.job.show;

import dev.unroll.batch.Batcher;
import dev.unroll.batch.Example;
import dev.unroll.batch.SequenceBatch;
import dev.unroll.decode.BeamOptions;
import dev.unroll.decode.BeamSearch;
import dev.unroll.decode.Hypothesis;
import dev.unroll.io.Model;
import dev.unroll.job.config.DecodeConfig;
import dev.unroll.network.EncoderDecoder;
import dev.unroll.network.EncoderDecoderConfig;
import dev.unroll.text.Vocabulary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Some sentences, what a translator makes of them, and what it looks at meanwhile. */
final class Translations {

  private Translations() {}

  /**
   * Translates.
   *
   * @return for each pair {@code source}, {@code reference} and {@code translation}, lists of
   *     symbols, and with attention a row of weights over the source for each symbol written
   */
  static List<Map<String, Object>> of(Model model, List<Example> pairs, DecodeConfig decode) {
    EncoderDecoder network = (EncoderDecoder) model.network();
    boolean attends = network.config().attention() != EncoderDecoderConfig.AttentionKind.NONE;
    BeamOptions beam =
        new BeamOptions(decode.beam(), decode.lengthPenalty(), decode.maxLength(), attends);
    List<Map<String, Object>> translations = new ArrayList<>();
    for (Example pair : pairs) {
      SequenceBatch source = Batcher.source(List.of(pair), 0);
      Hypothesis best =
          new BeamSearch(network, model.parameters(), Vocabulary.EOS)
              .translate(source, beam, network.newWorkspace())
              .get(0)
              .get(0);
      Map<String, Object> translation = new LinkedHashMap<>();
      translation.put("source", symbols(model.vocabulary(), pair.tokens()));
      translation.put("reference", symbols(model.targetVocabulary(), pair.targets()));
      translation.put("translation", symbols(model.targetVocabulary(), best.symbols()));
      if (best.attention() != null) {
        List<List<Double>> rows = new ArrayList<>();
        for (int i = 0; i < best.symbols().length; i++) {
          rows.add(rounded(best.attention()[i]));
        }
        translation.put("attention", rows);
      }
      translations.add(translation);
    }
    return translations;
  }

  private static List<String> symbols(Vocabulary vocabulary, int[] ids) {
    return Arrays.stream(ids).mapToObj(vocabulary::symbol).toList();
  }

  private static List<Double> rounded(float[] weights) {
    List<Double> rounded = new ArrayList<>(weights.length);
    for (float weight : weights) {
      rounded.add(Math.round(weight * 1000) / 1000.0);
    }
    return rounded;
  }
}
