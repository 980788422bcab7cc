package dev.unroll.job.ml;

import dev.unroll.job.config.EffectiveConfig;
import java.util.List;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;

/**
 * The params of {@link SequenceEstimator}. Those that stand for a key of the configuration name it;
 * {@code unroll-reference.conf} has its meaning, range and default.
 */
public abstract sealed class SequenceEstimatorParams extends Estimator<SequenceModel>
    permits SequenceEstimator {
  private static final long serialVersionUID = 1L;

  private final String uid;
  private final Recipe keys;
  final OutputColumns columns;
  private final Param<String> recipe;
  private final Param<String> labelCol;
  final Param<String> validationIndicatorCol;
  final Param<String> runsDir;
  private final Param<String> task;
  private final LongParam seed;
  private final Param<String> cell;
  private final IntParam layers;
  private final IntParam hiddenSize;
  private final IntParam embeddingSize;
  private final DoubleParam embeddingDropout;
  private final DoubleParam outputDropout;
  private final Param<String> optimizer;
  private final DoubleParam learningRate;
  private final IntParam batchSize;
  private final IntParam epochs;

  /** The uid comes first: by it params know the stage that they belong to. */
  SequenceEstimatorParams(String uid) {
    this.uid = uid;
    keys = new Recipe(this);
    columns = new OutputColumns(this);
    recipe = new Param<>(this, "recipe", "configuration in HOCON, see unroll-reference.conf");
    labelCol =
        new Param<>(this, "labelCol", "column of classes, numbers, tags or translations to learn");
    validationIndicatorCol =
        new Param<>(this, "validationIndicatorCol", "column that is true for validation rows");
    runsDir =
        new Param<>(
            this,
            "runsDir",
            "directory, seen by driver and executors, in which each fit makes a run directory of its"
                + " own; where none is set, it is a temporary one that is deleted");
    task = keys.word("task", "what is learned", "task");
    seed = keys.whole("seed", "seed of everything random", "run.seed");
    cell = keys.word("cell", "recurrent cell", "model.cell");
    layers = keys.integer("layers", "recurrent layers", "model.layers");
    hiddenSize = keys.integer("hiddenSize", "units per layer and direction", "model.hidden-size");
    embeddingSize =
        keys.integer("embeddingSize", "size of the symbols' vectors", "model.embedding-size");
    embeddingDropout =
        keys.number("embeddingDropout", "dropout of whole symbols", "model.dropout.embedding");
    outputDropout =
        keys.number("outputDropout", "dropout of what the head reads", "model.dropout.output");
    optimizer = keys.word("optimizer", "rule of the updates", "train.optimizer.kind");
    learningRate = keys.number("learningRate", "learning rate", "train.optimizer.learning-rate");
    batchSize = keys.integer("batchSize", "sequences of a step", "train.batch-size");
    epochs = keys.integer("epochs", "passes over the rows", "train.epochs");
    setDefault(recipe, "");
  }

  @Override
  public final String uid() {
    return uid;
  }

  private SequenceEstimator self() {
    return (SequenceEstimator) this;
  }

  /** The configuration that these params make, with {@code key=value} each that win over them. */
  final EffectiveConfig configuration(List<String> more) {
    return keys.configuration(
        getOrDefault(recipe), valueOf(columns.inputCol), valueOf(labelCol), more);
  }

  /** The value of a param, "" where it is not set. */
  final String valueOf(Param<String> param) {
    return isSet(param) ? getOrDefault(param) : "";
  }

  /** Column of texts: strings, or arrays of symbols. Not set: as the recipe names it. */
  public Param<String> inputCol() {
    return columns.inputCol;
  }

  /** See {@link #inputCol()}. */
  public SequenceEstimator setInputCol(String value) {
    set(columns.inputCol, value);
    return self();
  }

  /** Column of the result, see {@link SequenceModel}; {@code prediction} by default. */
  public Param<String> outputCol() {
    return columns.outputCol;
  }

  /** See {@link #outputCol()}. */
  public SequenceEstimator setOutputCol(String value) {
    set(columns.outputCol, value);
    return self();
  }

  /** Column of a classifier's probabilities, see {@link SequenceModel}; none by default. */
  public Param<String> probabilityCol() {
    return columns.probabilityCol;
  }

  /** See {@link #probabilityCol()}. */
  public SequenceEstimator setProbabilityCol(String value) {
    set(columns.probabilityCol, value);
    return self();
  }

  /** Column that says why a row has no result, see {@link SequenceModel}; none by default. */
  public Param<String> errorCol() {
    return columns.errorCol;
  }

  /** See {@link #errorCol()}. */
  public SequenceEstimator setErrorCol(String value) {
    set(columns.errorCol, value);
    return self();
  }

  /** Column of what is to be learned. Not set: as the recipe names it. */
  public Param<String> labelCol() {
    return labelCol;
  }

  /** See {@link #labelCol()}. */
  public SequenceEstimator setLabelCol(String value) {
    set(labelCol, value);
    return self();
  }

  /** Column that is true for the rows that validate, and choose the best model; none by default. */
  public Param<String> validationIndicatorCol() {
    return validationIndicatorCol;
  }

  /** See {@link #validationIndicatorCol()}. */
  public SequenceEstimator setValidationIndicatorCol(String value) {
    set(validationIndicatorCol, value);
    return self();
  }

  /** Directory of run directories, one for each fit; temporary ones by default. */
  public Param<String> runsDir() {
    return runsDir;
  }

  /** See {@link #runsDir()}. */
  public SequenceEstimator setRunsDir(String value) {
    set(runsDir, value);
    return self();
  }

  /** The configuration in HOCON. */
  public Param<String> recipe() {
    return recipe;
  }

  /** See {@link #recipe()}. */
  public SequenceEstimator setRecipe(String value) {
    set(recipe, value);
    return self();
  }

  /** {@code task}. */
  public Param<String> task() {
    return task;
  }

  /** {@code task}. */
  public SequenceEstimator setTask(String value) {
    set(task, value);
    return self();
  }

  /** {@code run.seed}. */
  public LongParam seed() {
    return seed;
  }

  /** {@code run.seed}. */
  public SequenceEstimator setSeed(long value) {
    set(seed, value);
    return self();
  }

  /** {@code model.cell}. */
  public Param<String> cell() {
    return cell;
  }

  /** {@code model.cell}. */
  public SequenceEstimator setCell(String value) {
    set(cell, value);
    return self();
  }

  /** {@code model.layers}. */
  public IntParam layers() {
    return layers;
  }

  /** {@code model.layers}. */
  public SequenceEstimator setLayers(int value) {
    set(layers, value);
    return self();
  }

  /** {@code model.hidden-size}. */
  public IntParam hiddenSize() {
    return hiddenSize;
  }

  /** {@code model.hidden-size}. */
  public SequenceEstimator setHiddenSize(int value) {
    set(hiddenSize, value);
    return self();
  }

  /** {@code model.embedding-size}. */
  public IntParam embeddingSize() {
    return embeddingSize;
  }

  /** {@code model.embedding-size}. */
  public SequenceEstimator setEmbeddingSize(int value) {
    set(embeddingSize, value);
    return self();
  }

  /** {@code model.dropout.embedding}. */
  public DoubleParam embeddingDropout() {
    return embeddingDropout;
  }

  /** {@code model.dropout.embedding}. */
  public SequenceEstimator setEmbeddingDropout(double value) {
    set(embeddingDropout, value);
    return self();
  }

  /** {@code model.dropout.output}. */
  public DoubleParam outputDropout() {
    return outputDropout;
  }

  /** {@code model.dropout.output}. */
  public SequenceEstimator setOutputDropout(double value) {
    set(outputDropout, value);
    return self();
  }

  /** {@code train.optimizer.kind}. */
  public Param<String> optimizer() {
    return optimizer;
  }

  /** {@code train.optimizer.kind}. */
  public SequenceEstimator setOptimizer(String value) {
    set(optimizer, value);
    return self();
  }

  /** {@code train.optimizer.learning-rate}. */
  public DoubleParam learningRate() {
    return learningRate;
  }

  /** {@code train.optimizer.learning-rate}. */
  public SequenceEstimator setLearningRate(double value) {
    set(learningRate, value);
    return self();
  }

  /** {@code train.batch-size}. */
  public IntParam batchSize() {
    return batchSize;
  }

  /** {@code train.batch-size}. */
  public SequenceEstimator setBatchSize(int value) {
    set(batchSize, value);
    return self();
  }

  /** {@code train.epochs}. */
  public IntParam epochs() {
    return epochs;
  }

  /** {@code train.epochs}. */
  public SequenceEstimator setEpochs(int value) {
    set(epochs, value);
    return self();
  }
}
