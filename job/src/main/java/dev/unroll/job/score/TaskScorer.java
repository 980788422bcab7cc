package dev.unroll.job.score;

import dev.unroll.batch.Example;
import dev.unroll.decode.BeamOptions;
import dev.unroll.io.Model;
import dev.unroll.network.SymbolProducts;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.types.StructType;

/** What a model says of a batch of inputs. For one thread: it owns a workspace. */
interface TaskScorer {

  /**
   * The scorer of a model's task.
   *
   * @param products of the model; null for none
   */
  static TaskScorer of(Model model, SymbolProducts products, BeamOptions beam) {
    return switch (model.task()) {
      case LANGUAGE_MODEL, GENERATOR -> new TextScorer(model, products);
      case TAGGER -> new TagScorer(model, products);
      case CLASSIFIER -> new ClassScorer(model, products);
      case REGRESSOR -> new NumberScorer(model, products);
      case TRANSLATOR -> new TranslationScorer(model, beam);
    };
  }

  /** The columns that a model of this task adds. */
  StructType columns();

  /**
   * The columns of an input without a single step.
   *
   * @throws BadRow unless there is something to say
   */
  default Object[] ofNothing() {
    throw new BadRow("the input must not be empty");
  }

  /**
   * The values of the columns for each input.
   *
   * @param inputs each with at least one step, unless {@link #readsNothing}
   */
  List<Object[]> score(List<Input> inputs);

  /** Whether an input without a single step is an input like any other. */
  default boolean readsNothing() {
    return false;
  }

  /** The examples of inputs, numbered by their place in the list. */
  static List<Example> numbered(List<Input> inputs) {
    List<Example> examples = new ArrayList<>(inputs.size());
    for (Input input : inputs) {
      examples.add(input.numbered(examples.size()));
    }
    return examples;
  }
}
