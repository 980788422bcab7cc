package dev.unroll.job.config;

import dev.unroll.network.CellKind;
import dev.unroll.network.Dropout;
import dev.unroll.network.EncoderDecoderConfig;
import dev.unroll.network.EncoderDecoderConfig.AttentionKind;
import dev.unroll.network.Initialization;
import dev.unroll.network.NetworkConfig;
import dev.unroll.network.NetworkConfig.AdaptiveClusters;
import dev.unroll.network.NetworkConfig.HeadActivation;
import dev.unroll.network.NetworkConfig.OutputKind;
import dev.unroll.network.NetworkConfig.Pooling;
import dev.unroll.train.GradientClipping;
import dev.unroll.train.LearningRateSchedule;
import dev.unroll.train.OptimizerConfig;
import java.util.List;

/** From the configuration to the records of the model. */
public final class ModelSpecs {

  /** PyTorch's defaults of an adaptive softmax. */
  private static final double CLUSTER_NARROWING = 4.0;

  private ModelSpecs() {}

  /**
   * The network of a task with one recurrent stack.
   *
   * @param vocabularySize number of symbols
   * @param outputSize number of outputs: symbols, labels or values
   */
  public static NetworkConfig network(UnrollConfig config, int vocabularySize, int outputSize) {
    ModelConfig model = config.model();
    return new NetworkConfig(
        Spelling.parse(CellKind.class, model.cell()),
        model.layers(),
        model.hiddenSize(),
        model.bidirectional(),
        vocabularySize,
        model.embeddingSize(),
        config.corpus().vectorSize(),
        model.initialState().equals("learned"),
        pooling(config),
        model.headLayers(),
        Spelling.parse(HeadActivation.class, model.headActivation()),
        Spelling.parse(OutputKind.class, model.output()),
        outputSize,
        model.tied(),
        clusters(model, outputSize));
  }

  /**
   * The network of a translator.
   *
   * @param sourceVocabularySize number of symbols that it reads
   * @param targetVocabularySize number of symbols that it writes
   */
  public static EncoderDecoderConfig encoderDecoder(
      UnrollConfig config, int sourceVocabularySize, int targetVocabularySize) {
    ModelConfig model = config.model();
    return new EncoderDecoderConfig(
        Spelling.parse(CellKind.class, model.cell()),
        model.layers(),
        model.hiddenSize(),
        model.bidirectional(),
        sourceVocabularySize,
        model.embeddingSize(),
        config.corpus().vectorSize(),
        targetVocabularySize,
        model.embeddingSize(),
        model.attention().equals("luong") ? AttentionKind.GENERAL : AttentionKind.NONE,
        model.headLayers(),
        Spelling.parse(HeadActivation.class, model.headActivation()),
        model.tied(),
        clusters(model, targetVocabularySize));
  }

  private static AdaptiveClusters clusters(ModelConfig model, int outputSize) {
    List<Integer> cutoffs = model.cutoffs();
    if (cutoffs.isEmpty()) {
      return null;
    }
    if (cutoffs.get(cutoffs.size() - 1) >= outputSize) {
      throw ConfigError.must(
          "model.cutoffs", "be < " + outputSize + ", the size of the vocabulary", cutoffs);
    }
    return new AdaptiveClusters(cutoffs, CLUSTER_NARROWING, false);
  }

  private static Pooling pooling(UnrollConfig config) {
    return switch (config.task()) {
      case CLASSIFIER, REGRESSOR -> Spelling.parse(Pooling.class, config.model().pooling());
      case LANGUAGE_MODEL, TAGGER, GENERATOR, TRANSLATOR -> Pooling.NONE;
    };
  }

  /** How parameters begin. */
  public static Initialization initialization(ModelConfig model) {
    return new Initialization(
        Spelling.parse(Initialization.Kind.class, model.init().kind()),
        model.init().scale(),
        model.forgetBias());
  }

  /** What is dropped in training. */
  public static Dropout dropout(ModelConfig.Dropout dropout) {
    return new Dropout(
        (float) dropout.embedding(),
        (float) dropout.input(),
        (float) dropout.hidden(),
        (float) dropout.output(),
        (float) dropout.recurrent(),
        dropout.variational());
  }

  /** The optimizer with its numbers. */
  public static OptimizerConfig optimizer(TrainConfig.Optimizer o) {
    return switch (o.kind()) {
      case "sgd" -> new OptimizerConfig.Sgd(o.weightDecay());
      case "momentum" -> new OptimizerConfig.Momentum(o.momentum(), false, o.weightDecay());
      case "nesterov" -> new OptimizerConfig.Momentum(o.momentum(), true, o.weightDecay());
      case "adagrad" ->
          new OptimizerConfig.Adagrad(o.learningRateDecay(), 0, o.epsilon(), o.weightDecay());
      case "rmsprop" -> new OptimizerConfig.RmsProp(o.alpha(), o.epsilon(), o.weightDecay());
      case "adam" -> adam(o, false);
      case "adamw" -> adam(o, true);
      case "asgd" ->
          new OptimizerConfig.Asgd(o.asgdLambda(), o.asgdPower(), o.asgdStart(), o.weightDecay());
      default -> throw new AssertionError(o.kind());
    };
  }

  private static OptimizerConfig adam(TrainConfig.Optimizer o, boolean decoupled) {
    return new OptimizerConfig.Adam(o.beta1(), o.beta2(), o.epsilon(), o.weightDecay(), decoupled);
  }

  /**
   * The learning rate of every step.
   *
   * @param totalSteps the step at which the run ends if nothing stops it early
   */
  public static LearningRateSchedule schedule(TrainConfig train, long totalSteps) {
    TrainConfig.Schedule s = train.schedule();
    double initial = train.optimizer().learningRate();
    return switch (s.kind()) {
      case "constant" -> new LearningRateSchedule.Constant(initial).withWarmup(s.warmupSteps());
      case "step" ->
          new LearningRateSchedule.StepDecay(initial, s.gamma(), s.stepSize())
              .withWarmup(s.warmupSteps());
      case "exponential" ->
          new LearningRateSchedule.Exponential(initial, s.gamma()).withWarmup(s.warmupSteps());
      case "cosine" -> cosine(train, 0, totalSteps).withWarmup(s.warmupSteps());
      case "cosine-warmup" -> cosine(train, s.warmupSteps(), totalSteps);
      case "halve-on-plateau" ->
          new LearningRateSchedule.HalveOnPlateau(initial, 0.5, s.patience(), s.minLearningRate())
              .withWarmup(s.warmupSteps());
      default -> throw new AssertionError(s.kind());
    };
  }

  private static LearningRateSchedule cosine(TrainConfig train, long warmupSteps, long totalSteps) {
    if (warmupSteps >= totalSteps) {
      throw ConfigError.must(
          "train.schedule.warmup-steps",
          "be < the run's " + totalSteps + " steps",
          warmupSteps,
          "raise train.epochs or train.steps");
    }
    return new LearningRateSchedule.CosineWarmup(
        train.optimizer().learningRate(),
        warmupSteps,
        totalSteps,
        train.schedule().minLearningRate());
  }

  /** How gradients are bounded. */
  public static GradientClipping clipping(TrainConfig.Clip clip) {
    return GradientClipping.of(clip.norm(), clip.value());
  }
}
