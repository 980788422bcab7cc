package dev.unroll.job.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.unroll.network.CellKind;
import dev.unroll.network.EncoderDecoderConfig;
import dev.unroll.network.Initialization;
import dev.unroll.network.NetworkConfig;
import dev.unroll.train.GradientClipping;
import dev.unroll.train.LearningRateSchedule;
import dev.unroll.train.OptimizerConfig;
import dev.unroll.train.ScheduleState;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelSpecsTest {

  @ParameterizedTest
  @EnumSource(CellKind.class)
  void network_everyCellOfTheModel_canBeConfigured(CellKind cell) {
    UnrollConfig config = load("language-model", "model.cell=" + cell.key());
    assertEquals(cell, ModelSpecs.network(config, 10, 10).cell());
  }

  @Test
  void network_pooling_isForWholeSequencesOnly() {
    assertEquals(NetworkConfig.Pooling.NONE, ModelSpecs.network(load("tagger"), 10, 3).pooling());
    assertEquals(
        NetworkConfig.Pooling.MEAN,
        ModelSpecs.network(load("classifier", "model.pooling=mean"), 10, 3).pooling());
  }

  @Test
  void network_adaptiveSoftmax_takesTheCutoffs() {
    UnrollConfig config =
        load("language-model", "model.output=adaptive-softmax", "model.cutoffs=[10, 20]");
    assertEquals(List.of(10, 20), ModelSpecs.network(config, 40, 40).adaptive().cutoffs());
    UserError error = assertThrows(UserError.class, () -> ModelSpecs.network(config, 20, 20));
    assertEquals(
        "model.cutoffs must be < 20, the size of the vocabulary, got [10, 20]", error.getMessage());
  }

  @Test
  void network_allKeys_arrive() {
    UnrollConfig config =
        load(
            "tagger",
            "model.layers=2",
            "model.hidden-size=8",
            "model.embedding-size=5",
            "model.head-layers=[7]",
            "model.head-activation=relu",
            "model.initial-state=learned",
            "model.output=crf");
    assertEquals(
        new NetworkConfig(
            CellKind.LSTM,
            2,
            8,
            true,
            10,
            5,
            0,
            true,
            NetworkConfig.Pooling.NONE,
            List.of(7),
            NetworkConfig.HeadActivation.RELU,
            NetworkConfig.OutputKind.CRF,
            3,
            false,
            null),
        ModelSpecs.network(config, 10, 3));
  }

  @Test
  void encoderDecoder_tied_needsTheDecodersWidth() {
    UnrollConfig config =
        load("translator", "model.hidden-size=8", "model.embedding-size=16", "model.tied=true");
    EncoderDecoderConfig network = ModelSpecs.encoderDecoder(config, 20, 30);
    assertEquals(16, network.decoderSize());
    assertEquals(EncoderDecoderConfig.AttentionKind.GENERAL, network.attention());
    assertEquals(30, network.decoder().outputSize());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "adamw", "asgd"})
  void optimizer_everyKind_isBuilt(String kind) {
    assertNotNull(
        ModelSpecs.optimizer(load("tagger", "train.optimizer.kind=" + kind).train().optimizer()));
  }

  @Test
  void optimizer_defaults_arePyTorchs() {
    assertEquals(OptimizerConfig.adam(), ModelSpecs.optimizer(load("tagger").train().optimizer()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"constant", "step", "exponential", "cosine", "cosine-warmup", "halve-on-plateau"})
  void schedule_everyKind_risesInWarmupAndStaysPositive(String kind) {
    LearningRateSchedule schedule =
        ModelSpecs.schedule(
            load("tagger", "train.schedule.kind=" + kind, "train.schedule.warmup-steps=4").train(),
            100);
    double first = schedule.learningRate(0, ScheduleState.INITIAL);
    assertEquals(0.00025, first, 1e-12);
  }

  @Test
  void schedule_warmupLongerThanTheRun_isTheCallersMistake() {
    TrainConfig train =
        load("tagger", "train.schedule.kind=cosine-warmup", "train.schedule.warmup-steps=50")
            .train();
    UserError error = assertThrows(UserError.class, () -> ModelSpecs.schedule(train, 50));
    assertEquals(
        "train.schedule.warmup-steps must be < the run's 50 steps, got 50; raise train.epochs or"
            + " train.steps",
        error.getMessage());
  }

  @Test
  void clipping_setOrNot_isWhatTheModelOffers() {
    assertInstanceOf(
        GradientClipping.None.class, ModelSpecs.clipping(load("tagger").train().clip()));
    assertEquals(
        GradientClipping.byGlobalNorm(2),
        ModelSpecs.clipping(load("tagger", "train.clip.norm=2").train().clip()));
  }

  @Test
  void initialization_everyKindOfTheModel_canBeConfigured() {
    for (Initialization.Kind kind : Initialization.Kind.values()) {
      UnrollConfig config = load("tagger", "model.init.kind=" + Spelling.of(kind));
      assertEquals(kind, ModelSpecs.initialization(config.model()).kind());
    }
  }

  private static UnrollConfig load(String task, String... overrides) {
    return ConfigLoader.fromText("test.conf", "task = " + task, Arrays.asList(overrides)).values();
  }
}
