package dev.unroll.job.train;

import dev.unroll.network.LossSum;
import dev.unroll.parameter.Gradients;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * {@code job}: one Spark job a step. Parameters and stream states are broadcast, every task adds up
 * one aligned group of shards, the driver adds up the groups.
 */
final class JobExchange implements Exchange {
  private final JavaSparkContext spark;
  private final String run = UUID.randomUUID().toString();
  private final int shards;
  private final ShardEngine driver;
  private final Broadcast<ShardProgram> program;
  private Partial last = Partial.NOTHING;
  private Traffic traffic = Traffic.NONE;

  /** What a step sends out. */
  private record Input(StepPosition position, byte[] parameters, byte[][] states)
      implements Serializable {}

  /** What a group of shards sends back; gradients are null where it had no data. */
  private record Output(
      LossSum loss, long symbols, byte[] gradients, byte[][] states, TaskTime time)
      implements Serializable {}

  /** Runs the program on the executors of the context. */
  JobExchange(JavaSparkContext spark, ShardProgram program) {
    this.spark = spark;
    this.shards = program.shards();
    this.driver = new ShardEngine(program);
    this.program = spark.broadcast(program);
    if (spark.isLocal()) {
      Replica.shareDriver(run, driver);
    }
  }

  @Override
  public StepResult step(StepPosition position, float[] parameters, float[][] states) {
    driver.release(last.gradients());
    Broadcast<Input> input =
        spark.broadcast(new Input(position, FloatBytes.of(parameters), encode(states, 0, shards)));
    int groupSize = ShardTree.groupSize(shards, Slots.atLeastOne(spark));
    List<Output> outputs = run(input, groupSize);
    input.destroy();
    List<Partial> parts = new ArrayList<>();
    for (int group = 0; group < outputs.size(); group++) {
      Output output = outputs.get(group);
      parts.add(
          new Partial(output.loss(), output.symbols(), decode(output.gradients()), output.time()));
      for (int i = 0; i < output.states().length; i++) {
        states[group * groupSize + i] = decodeState(output.states()[i]);
      }
      traffic = traffic.plus(output.gradients() == null ? 0 : output.gradients().length, 0);
    }
    traffic = traffic.plus(Traffic.bytes(states), 4L * parameters.length);
    last = GroupSums.add(driver, parts);
    return StepResult.of(last, parts);
  }

  private List<Output> run(Broadcast<Input> input, int size) {
    Broadcast<ShardProgram> broadcast = program;
    String name = run;
    int all = shards;
    List<Integer> groups = new ArrayList<>();
    for (int group = 0; group < ShardTree.groups(all, size); group++) {
      groups.add(group);
    }
    return spark
        .parallelize(groups, groups.size())
        .mapPartitions(
            (Iterator<Integer> mine) -> {
              int from = mine.next() * size;
              int to = Math.min(all, from + size);
              Replica replica = Replica.enter(name, broadcast.value());
              try {
                return List.of(compute(replica.engine(), input.value(), from, to)).iterator();
              } finally {
                replica.leave();
              }
            })
        .collect();
  }

  private static Output compute(ShardEngine engine, Input input, int from, int to)
      throws IOException {
    float[][] states = new float[input.states().length][];
    for (int shard = from; shard < to; shard++) {
      states[shard] = decodeState(input.states()[shard]);
    }
    float[] parameters = FloatBytes.toFloats(input.parameters());
    Partial sum = engine.sum(from, to, input.position(), parameters, states);
    byte[] gradients = sum.gradients() == null ? null : FloatBytes.of(sum.gradients());
    engine.release(sum.gradients());
    return new Output(sum.loss(), sum.symbols(), gradients, encode(states, from, to), sum.time());
  }

  private Gradients decode(byte[] bytes) {
    if (bytes == null) {
      return null;
    }
    Gradients gradients = driver.acquire();
    FloatBytes.read(bytes, gradients);
    return gradients;
  }

  private static byte[][] encode(float[][] states, int from, int to) {
    return Arrays.stream(states, from, to)
        .map(state -> state == null ? null : FloatBytes.of(state))
        .toArray(byte[][]::new);
  }

  private static float[] decodeState(byte[] bytes) {
    return bytes == null ? null : FloatBytes.toFloats(bytes);
  }

  @Override
  public String name() {
    return "job";
  }

  @Override
  public Traffic traffic() {
    return traffic;
  }

  @Override
  public void close() {
    program.destroy();
    Replica.forget(run);
    driver.close();
  }
}
