package dev.unroll.job.train;

import dev.unroll.parameter.Gradients;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.apache.spark.api.java.JavaSparkContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.collection.Iterator;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction1;

/**
 * {@code rpc}: many steps inside one running barrier stage, a <em>round</em>, over Spark's plugin
 * channel.
 *
 * <p>Each task owns one aligned group of shards. It asks the driver for the next step until there
 * is one, computes, and hands back the sum over its group; the driver adds up the groups. When a
 * task or an executor fails, Spark ends the stage, and the next round begins with the step in work:
 * a failure costs one step at most. Each round divides the shards among the slots that there are,
 * so the run goes on with fewer executors, and takes in those that come back.
 */
final class RpcExchange implements Exchange {
  private static final Logger LOG = LoggerFactory.getLogger(RpcExchange.class);

  /** Rounds that may fail one after the other without a finished step between them. */
  private static final int MOST_FAILURES = 4;

  /** How long to wait for tasks to end, for slots to come back, and until new ones are noticed. */
  private static final int PATIENCE_SECONDS = 10;

  private static final int MOST_SECONDS_WITHOUT_SLOTS = 300;

  private final JavaSparkContext spark;
  private final ShardProgram program;
  private final String run = UUID.randomUUID().toString();
  private final ShardEngine engine;
  private final boolean local;

  // The training thread's.
  private CompletableFuture<Void> rounds = CompletableFuture.completedFuture(null);
  private Partial last = Partial.NOTHING;
  private long lastStep = Long.MIN_VALUE;
  private long lastLookAtSlots = System.nanoTime();

  // The round and the step in work; guarded by this.
  private int round;
  private boolean ending;
  private int groupSize;
  private int groups;
  private StepPosition position;
  private float[] parameters;
  private byte[] changes;
  private byte[] everything;
  private float[][] states;
  private RpcMessage.GroupDone[] done = {};
  private int missing;
  private Traffic traffic = Traffic.NONE;

  /** Runs the program in rounds on the slots of the context. */
  RpcExchange(JavaSparkContext spark, ShardProgram program) {
    this.spark = spark;
    this.program = program;
    this.engine = new ShardEngine(program);
    this.local = spark.isLocal();
    if (local) {
      Replica.shareDriver(run, engine);
    }
    UnrollPlugin.listen(run, this::receive);
  }

  // ---- the training thread ----------------------------------------------------------------------

  @Override
  public StepResult step(StepPosition step, float[] now, float[][] streams) {
    takeInNewSlots();
    publish(step, now, streams);
    for (int failures = 1; !await(); failures++) {
      if (failures == MOST_FAILURES) {
        throw new IllegalStateException(
            "step %d failed %d times".formatted(step.step() + 1, failures), failure());
      }
      LOG.warn("step {} begins again: {}", step.step() + 1, firstLine(failure()));
    }
    List<Partial> parts = new ArrayList<>();
    for (RpcMessage.GroupDone group : done) {
      parts.add(new Partial(group.loss(), group.symbols(), gradients(group), group.time()));
      System.arraycopy(
          group.states(), 0, streams, group.group() * groupSize, group.states().length);
    }
    last = GroupSums.add(engine, parts);
    lastStep = step.step();
    return StepResult.of(last, parts);
  }

  private synchronized void publish(StepPosition step, float[] now, float[][] streams) {
    boolean follows = step.step() == lastStep + 1 && last.gradients() != null;
    changes = !local && follows ? FloatBytes.of(now, last.gradients()) : null;
    everything = null;
    engine.release(last.gradients());
    last = Partial.NOTHING;
    position = step;
    parameters = now;
    states = streams;
    done = new RpcMessage.GroupDone[groups];
    missing = groups;
  }

  /** Waits until all groups are done; false if the round failed before. */
  private boolean await() {
    if (rounds.isDone()) {
      beginRound();
    }
    int secondsWithoutSlots = 0;
    while (!await(TimeUnit.SECONDS.toMillis(1))) {
      secondsWithoutSlots = Slots.of(spark) < groups ? secondsWithoutSlots + 1 : 0;
      if (secondsWithoutSlots == PATIENCE_SECONDS) {
        giveUpRound("the cluster has %d slots left of %d".formatted(Slots.of(spark), groups));
      }
    }
    synchronized (this) {
      return missing == 0;
    }
  }

  /** Returns whether the step or the round ended within the time. */
  private synchronized boolean await(long milliseconds) {
    if (missing > 0 && !rounds.isDone()) {
      try {
        wait(milliseconds);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while a step was computed", e);
      }
    }
    return missing == 0 || rounds.isDone();
  }

  private synchronized void wake() {
    notifyAll();
  }

  /** Ends the round if another one would divide the shards among more tasks. */
  private void takeInNewSlots() {
    if (System.nanoTime() - lastLookAtSlots > TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS)) {
      lastLookAtSlots = System.nanoTime();
      if (ShardTree.groupSize(program.shards(), Slots.atLeastOne(spark)) < groupSize) {
        pause();
      }
    }
  }

  private static String firstLine(Throwable failure) {
    return failure.toString().lines().findFirst().orElse("");
  }

  private Throwable failure() {
    Throwable ended = new IllegalStateException("the round ended");
    return rounds.handle((nothing, failure) -> failure == null ? ended : failure).join();
  }

  private Gradients gradients(RpcMessage.GroupDone group) {
    if (group.gradientBytes() == null) {
      return group.gradients();
    }
    Gradients gradients = engine.acquire();
    FloatBytes.read(group.gradientBytes(), gradients);
    return gradients;
  }

  @Override
  public void pause() {
    synchronized (this) {
      ending = true;
    }
    try {
      rounds.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | CancellationException e) {
      LOG.debug("the last round failed", e);
    } catch (TimeoutException e) {
      giveUpRound("its tasks do not end");
    } catch (InterruptedException e) {
      giveUpRound("interrupted");
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public String name() {
    return "rpc";
  }

  @Override
  public synchronized Traffic traffic() {
    return traffic;
  }

  @Override
  public void close() {
    pause();
    UnrollPlugin.forget(run);
    Replica.forget(run);
    engine.close();
  }

  // ---- the round --------------------------------------------------------------------------------

  private void beginRound() {
    awaitASlot();
    int size = ShardTree.groupSize(program.shards(), Slots.atLeastOne(spark));
    GroupTask task;
    synchronized (this) {
      round++;
      ending = false;
      if (size != groupSize) {
        groupSize = size;
        groups = ShardTree.groups(program.shards(), size);
        done = new RpcMessage.GroupDone[groups];
        missing = groups;
      }
      task = new GroupTask(run, round, program, groupSize);
    }
    String jobGroup = jobGroup();
    int tasks = groups;
    CompletableFuture<Void> begun =
        CompletableFuture.runAsync(() -> run(task, tasks, jobGroup), RpcExchange::startThread);
    rounds = begun;
    begun.whenComplete((nothing, failure) -> wake());
  }

  /** Spark would look at a barrier stage without any slots again only after a long while. */
  private void awaitASlot() {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(MOST_SECONDS_WITHOUT_SLOTS);
    while (Slots.of(spark) == 0 && System.nanoTime() < end) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
    }
  }

  private static void startThread(Runnable work) {
    Thread thread = new Thread(work, "unroll-round");
    thread.setDaemon(true);
    thread.start();
  }

  private void run(GroupTask task, int tasks, String jobGroup) {
    spark.setJobGroup(jobGroup, "training round");
    List<Integer> numbers = new ArrayList<>();
    for (int group = 0; group < tasks; group++) {
      numbers.add(group);
    }
    spark
        .parallelize(numbers, tasks)
        .rdd()
        .barrier()
        .mapPartitions(task, false, ClassTag$.MODULE$.apply(Integer.class))
        .count();
  }

  private void giveUpRound(String reason) {
    rounds.completeExceptionally(new CancellationException(reason));
    spark.cancelJobGroup(jobGroup());
  }

  private String jobGroup() {
    return "unroll-" + run + "-" + round;
  }

  /** What a task does: all steps of the round for its group. */
  private static final class GroupTask
      extends AbstractFunction1<Iterator<Integer>, Iterator<Integer>> implements Serializable {
    private static final long serialVersionUID = 1L;

    private final String run;
    private final int round;
    private final ShardProgram program;
    private final int groupSize;

    GroupTask(String run, int round, ShardProgram program, int groupSize) {
      this.run = run;
      this.round = round;
      this.program = program;
      this.groupSize = groupSize;
    }

    @Override
    public Iterator<Integer> apply(Iterator<Integer> mine) {
      int group = mine.next();
      int from = group * groupSize;
      int to = Math.min(program.shards(), from + groupSize);
      Replica replica = Replica.enter(run, program);
      try {
        replica.work(round, group, from, to, program.shards());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } finally {
        replica.leave();
      }
      return CollectionConverters.asScala(Collections.<Integer>emptyIterator());
    }
  }

  // ---- the messages; called on Spark's message thread, must not block ---------------------------

  private synchronized RpcMessage.Answer receive(RpcMessage message) {
    if (message instanceof RpcMessage.NextStep next) {
      return nextStep(next);
    }
    if (message instanceof RpcMessage.WantParameters want) {
      return parameters(want);
    }
    RpcMessage.GroupDone group = (RpcMessage.GroupDone) message;
    if (group.round() == round && isCurrent(group.step()) && done[group.group()] == null) {
      done[group.group()] = group;
      missing--;
      if (group.gradientBytes() != null) {
        traffic = traffic.plus(group.gradientBytes().length + Traffic.bytes(group.states()), 0);
      }
      if (missing == 0) {
        notifyAll();
      }
    }
    return new RpcMessage.Wait();
  }

  private boolean isCurrent(long step) {
    return missing > 0 && position.step() == step;
  }

  private RpcMessage.Answer nextStep(RpcMessage.NextStep next) {
    if (ending || next.round() != round) {
      return new RpcMessage.End();
    }
    int group = next.group();
    if (missing == 0 || done[group] != null) {
      return new RpcMessage.Wait();
    }
    int from = group * groupSize;
    int to = Math.min(program.shards(), from + groupSize);
    float[][] own = Arrays.copyOfRange(states, from, to);
    traffic = local ? traffic : traffic.plus(0, Traffic.bytes(own));
    return new RpcMessage.Work(position, own);
  }

  private RpcMessage.Answer parameters(RpcMessage.WantParameters want) {
    if (!isCurrent(want.step())) {
      return new RpcMessage.Wait();
    }
    if (local) {
      return new RpcMessage.Parameters(parameters, null, false);
    }
    boolean changesOnly = changes != null && want.have() == want.step() - 1;
    if (!changesOnly && everything == null) {
      everything = FloatBytes.of(parameters);
    }
    byte[] bytes = changesOnly ? changes : everything;
    traffic = traffic.plus(0, bytes.length);
    return new RpcMessage.Parameters(null, bytes, changesOnly);
  }
}
