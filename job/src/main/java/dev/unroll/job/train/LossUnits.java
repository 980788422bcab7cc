package dev.unroll.job.train;

import dev.unroll.job.config.UnrollConfig;
import dev.unroll.job.report.LossUnit;
import dev.unroll.text.SymbolUnit;

/** In which unit people read the loss of a task. */
final class LossUnits {
  private LossUnits() {}

  static LossUnit of(UnrollConfig config) {
    return switch (config.task()) {
      case LANGUAGE_MODEL, GENERATOR ->
          config.corpus().unit() == SymbolUnit.CHAR ? LossUnit.BITS : LossUnit.PERPLEXITY;
      case TRANSLATOR -> LossUnit.PERPLEXITY;
      case TAGGER, CLASSIFIER, REGRESSOR -> LossUnit.LOSS;
    };
  }
}
