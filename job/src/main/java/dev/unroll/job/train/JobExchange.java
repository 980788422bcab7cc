package dev.unroll.job.train;

import dev.unroll.network.LossSum;
import dev.unroll.parameter.Gradients;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * {@code job}: one Spark job a step. Parameters and stream states are broadcast, every task adds up
 * one aligned group of shards, the driver adds up the groups.
 */
final class JobExchange implements Exchange {
  private final JavaSparkContext spark;
  private final int shards;
  private final int groupSize;
  private final ShardEngine driver;
  private final Broadcast<ExecutorEngine> engine;
  private Partial last = Partial.NOTHING;

  /**
   * The engine of an executor process: the program travels, the engine is made where it arrives.
   */
  private static final class ExecutorEngine implements Serializable {
    private static final long serialVersionUID = 1L;

    private final ShardProgram program;
    private transient ShardEngine engine;

    ExecutorEngine(ShardProgram program) {
      this.program = program;
    }

    synchronized ShardEngine get() {
      if (engine == null) {
        engine = new ShardEngine(program);
      }
      return engine;
    }
  }

  /** What a step sends out. */
  private record Input(StepPosition position, byte[] parameters, byte[][] states)
      implements Serializable {}

  /** What a group of shards sends back; gradients are null where it had no data. */
  private record Output(LossSum loss, long symbols, byte[] gradients, byte[][] states)
      implements Serializable {}

  /**
   * Runs the program on the executors of the context.
   *
   * @param cores how many tasks run at the same time
   */
  JobExchange(JavaSparkContext spark, ShardProgram program, int cores) {
    this.spark = spark;
    this.shards = program.shards();
    this.groupSize = ShardTree.groupSize(shards, cores);
    this.driver = new ShardEngine(program);
    this.engine = spark.broadcast(new ExecutorEngine(program));
  }

  @Override
  public StepResult step(StepPosition position, float[] parameters, float[][] states) {
    driver.release(last.gradients());
    Broadcast<Input> input =
        spark.broadcast(new Input(position, FloatBytes.of(parameters), encode(states, 0, shards)));
    List<Output> outputs = run(input);
    input.destroy();
    List<Partial> parts = new ArrayList<>();
    for (int group = 0; group < outputs.size(); group++) {
      Output output = outputs.get(group);
      parts.add(new Partial(output.loss(), output.symbols(), decode(output.gradients())));
      for (int i = 0; i < output.states().length; i++) {
        states[group * groupSize + i] = decodeState(output.states()[i]);
      }
    }
    last = GroupSums.add(driver, parts);
    return new StepResult(last.loss(), last.symbols(), last.gradients());
  }

  private List<Output> run(Broadcast<Input> input) {
    Broadcast<ExecutorEngine> broadcast = engine;
    int all = shards;
    int size = groupSize;
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
              return List.of(compute(broadcast.value().get(), input.value(), from, to)).iterator();
            })
        .collect();
  }

  private static Output compute(ShardEngine engine, Input input, int from, int to)
      throws java.io.IOException {
    float[][] states = new float[input.states().length][];
    for (int shard = from; shard < to; shard++) {
      states[shard] = decodeState(input.states()[shard]);
    }
    float[] parameters = FloatBytes.toFloats(input.parameters());
    Partial sum = engine.sum(from, to, input.position(), parameters, states);
    byte[] gradients = sum.gradients() == null ? null : FloatBytes.of(sum.gradients());
    engine.release(sum.gradients());
    return new Output(sum.loss(), sum.symbols(), gradients, encode(states, from, to));
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
  public void close() {
    engine.destroy();
  }
}
