package dev.unroll.job.train;

import dev.unroll.job.report.Traffic;
import dev.unroll.network.LossSum;
import dev.unroll.parameter.Gradients;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Tuple2;

/**
 * {@code job}: one Spark job a step. Parameters and stream states are broadcast, every task adds up
 * one aligned group of shards. Where there are many groups, they meet in larger ones on the
 * executors before they come to the driver: about as many as the square root of their number.
 */
final class JobExchange implements Exchange {
  private static final Logger LOG = LoggerFactory.getLogger(JobExchange.class);

  /** So many groups go straight to the driver. */
  static final int MOST_WITHOUT_AGGREGATION = 6;

  private final JavaSparkContext spark;
  private final String run = UUID.randomUUID().toString();
  private final int shards;
  private final ShardEngine driver;
  private final Broadcast<ShardProgram> program;
  private final TrafficMeter traffic = new TrafficMeter();
  private final SlowTasks slowTasks = new SlowTasks();
  private Partial last = Partial.NOTHING;

  /** What a step sends out. */
  private record Input(StepPosition position, byte[] parameters, byte[][] states)
      implements Serializable {}

  /** The sum over a node; gradients are null where it had no data. */
  private record Output(
      Shards node,
      LossSum loss,
      long symbols,
      byte[] gradients,
      byte[][] states,
      String executor,
      List<TaskReport> tasks)
      implements Serializable {

    long bytes() {
      long all = gradients == null ? 0 : gradients.length;
      for (byte[] state : states) {
        all += state == null ? 0 : state.length;
      }
      return all;
    }
  }

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
    spark
        .sc()
        .setJobDescription(
            "epoch %d, step %,d".formatted(position.epoch() + 1, position.step() + 1));
    driver.release(last.gradients());
    Broadcast<Input> input =
        spark.broadcast(new Input(position, FloatBytes.of(parameters), encode(states)));
    long began = System.nanoTime();
    List<Output> outputs = run(input);
    long nanos = System.nanoTime() - began;
    input.destroy();
    List<TaskReport> tasks = outputs.stream().flatMap(output -> output.tasks().stream()).toList();
    List<SlowTasks.Seen> seen =
        tasks.stream().map(task -> new SlowTasks.Seen(task, task.time().computing())).toList();
    slowTasks.look(position.step() + 1, seen, nanos, System.nanoTime()).ifPresent(LOG::warn);
    for (Output output : outputs) {
      for (int i = 0; i < output.states().length; i++) {
        states[output.node().from() + i] = decodeState(output.states()[i]);
      }
      traffic.up(output.executor(), output.bytes());
    }
    long down = 4L * parameters.length + TrafficMeter.bytes(states);
    tasks.stream().map(TaskReport::executor).distinct().forEach(id -> traffic.down(id, down));
    last = sum(driver, outputs, Shards.all(shards), Shards.all(shards)).partial();
    return StepResult.of(last);
  }

  private List<Output> run(Broadcast<Input> input) {
    int size = ShardTree.groupSize(shards, Slots.atLeastOne(spark));
    int groups = ShardTree.groups(shards, size);
    Shards all = Shards.all(shards);
    Broadcast<ShardProgram> ours = program;
    String name = run;
    List<Integer> numbers = IntStream.range(0, groups).boxed().toList();
    JavaRDD<Output> outputs =
        spark
            .parallelize(numbers, groups)
            .mapPartitions(
                (Iterator<Integer> mine) -> {
                  Shards group = ShardTree.group(mine.next(), size, all.to());
                  return withEngine(
                      name, ours.value(), engine -> compute(engine, input.value(), group));
                });
    if (groups > MOST_WITHOUT_AGGREGATION) {
      int larger = size * ShardTree.groupSize(groups, (int) Math.ceil(Math.sqrt(groups)));
      outputs =
          outputs
              .mapToPair(output -> new Tuple2<>(output.node().from() / larger, output))
              .groupByKey(ShardTree.groups(shards, larger))
              .mapPartitions(
                  met -> {
                    List<Output> sums = new ArrayList<>();
                    while (met.hasNext()) {
                      Tuple2<Integer, Iterable<Output>> parts = met.next();
                      Shards group = ShardTree.group(parts._1(), larger, all.to());
                      withEngine(
                              name,
                              ours.value(),
                              engine -> aggregate(engine, parts._2(), all, group))
                          .forEachRemaining(sums::add);
                    }
                    return sums.iterator();
                  });
    }
    return outputs.collect();
  }

  private interface Work {
    Output with(ShardEngine engine) throws IOException;
  }

  private static Iterator<Output> withEngine(String run, ShardProgram program, Work work)
      throws IOException {
    Replica replica = Replica.enter(run, program);
    try {
      return List.of(work.with(replica.engine())).iterator();
    } finally {
      replica.leave();
    }
  }

  private static Output compute(ShardEngine engine, Input input, Shards group) throws IOException {
    float[][] states = new float[input.states().length][];
    for (int shard = group.from(); shard < group.to(); shard++) {
      states[shard] = decodeState(input.states()[shard]);
    }
    float[] parameters = FloatBytes.toFloats(input.parameters());
    Partial sum = engine.sum(group, input.position(), parameters, states);
    float[][] after = Arrays.copyOfRange(states, group.from(), group.to());
    return output(engine, new TreeSum.Sum(group, sum), encode(after));
  }

  /** The sum over a node of which several others are the parts. */
  private static Output aggregate(
      ShardEngine engine, Iterable<Output> parts, Shards all, Shards node) {
    List<Output> outputs = StreamSupport.stream(parts.spliterator(), false).toList();
    byte[][] states = new byte[node.size()][];
    for (Output output : outputs) {
      int from = output.node().from() - node.from();
      System.arraycopy(output.states(), 0, states, from, output.states().length);
    }
    return output(engine, sum(engine, outputs, all, node), states);
  }

  private static Output output(ShardEngine engine, TreeSum.Sum sum, byte[][] states) {
    Gradients gradients = sum.partial().gradients();
    byte[] bytes = gradients == null ? null : FloatBytes.of(gradients);
    engine.release(gradients);
    return new Output(
        sum.node(),
        sum.partial().loss(),
        sum.partial().symbols(),
        bytes,
        states,
        SparkEnv.get().executorId(),
        sum.partial().tasks());
  }

  private static TreeSum.Sum sum(
      ShardEngine engine, List<Output> outputs, Shards all, Shards node) {
    TreeSum sums = new TreeSum(engine, all, node);
    return outputs.stream()
        .map(
            output ->
                sums.add(
                    output.node(),
                    new Partial(
                        output.loss(),
                        output.symbols(),
                        decode(engine, output.gradients()),
                        output.tasks())))
        .flatMap(Optional::stream)
        .findFirst()
        .orElseThrow();
  }

  private static Gradients decode(ShardEngine engine, byte[] bytes) {
    if (bytes == null) {
      return null;
    }
    Gradients gradients = engine.acquireToFill();
    FloatBytes.read(bytes, gradients);
    return gradients;
  }

  private static byte[][] encode(float[][] states) {
    return Arrays.stream(states)
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
    return traffic.total();
  }

  @Override
  public void close() {
    program.destroy();
    Replica.forget(run);
    driver.close();
  }
}
