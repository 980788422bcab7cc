package dev.unroll.job.train;

import dev.unroll.job.report.Traffic;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.apache.spark.BarrierTaskContext;
import org.apache.spark.BarrierTaskInfo;
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
 * <p>Each task owns one aligned group of shards, each executor process the groups of its tasks. A
 * process asks the driver for the next step until there is one, fetches the parameters, computes,
 * and sends the sum over what it owns; the driver adds up the processes. When a task or an executor
 * fails, Spark ends the stage, and the next round begins with the step in work: a failure costs one
 * step at most. Each round divides the shards among the slots that there are, so the run goes on
 * with fewer executors, and takes in those that come back.
 */
final class RpcExchange implements Exchange {
  private static final Logger LOG = LoggerFactory.getLogger(RpcExchange.class);

  /** Rounds that may fail one after the other without a finished step between them. */
  private static final int MOST_FAILURES = 4;

  /** How long to wait for tasks to end, for slots to come back, and until new ones are noticed. */
  private static final int PATIENCE_SECONDS = 10;

  private static final int MOST_SECONDS_WITHOUT_SLOTS = 300;

  /** How long a process waits before it asks again, and what many of them wait more. */
  private static final long WAIT_NANOS = 100_000;

  private static final long WAIT_NANOS_PER_TASK = 20_000;

  private final JavaSparkContext spark;
  private final ShardProgram program;
  private final Shards all;
  private final String run = UUID.randomUUID().toString();
  private final ShardEngine engine;
  private final boolean local;
  private final TrafficMeter traffic = new TrafficMeter();
  private final SlowTasks slowTasks = new SlowTasks();

  // The training thread's.
  private CompletableFuture<Void> rounds = CompletableFuture.completedFuture(null);
  private Partial last = Partial.NOTHING;
  private long lastStep = Long.MIN_VALUE;
  private long lastLookAtSlots = System.nanoTime();
  private int groupSize;

  // The round and the step in work, null between steps; guarded by this.
  private int round;
  private boolean ending;
  private int groups;
  private OpenStep open;

  /** Runs the program in rounds on the slots of the context. */
  RpcExchange(JavaSparkContext spark, ShardProgram program) {
    this.spark = spark;
    this.program = program;
    this.all = Shards.all(program.shards());
    this.engine = new ShardEngine(program);
    this.local = spark.isLocal();
    if (local) {
      Replica.shareDriver(run, engine);
    }
    UnrollPlugin.listen(run, this::receive);
  }

  // ---- the training thread ----------------------------------------------------------------------

  @Override
  public StepResult step(StepPosition position, float[] parameters, float[][] states) {
    takeInNewSlots();
    boolean follows = position.step() == lastStep + 1 && last.gradients() != null;
    int[][] changedRows = follows && !local ? Ranges.rows(last.gradients()) : null;
    engine.release(last.gradients());
    last = Partial.NOTHING;
    boolean done = false;
    for (int failures = 0; !done; failures++) {
      if (failures == MOST_FAILURES || spark.sc().isStopped()) {
        throw new IllegalStateException(
            "step %d failed %d times".formatted(position.step() + 1, failures), failure());
      }
      if (failures > 0) {
        LOG.warn("step {} begins again: {}", position.step() + 1, firstLine(failure()));
      }
      done = compute(new OpenStep(engine, position, parameters, states, changedRows));
    }
    lastStep = position.step();
    return StepResult.of(last);
  }

  /** Computes a step; false if the round failed before. */
  private boolean compute(OpenStep step) {
    boolean newRound = rounds.isDone();
    if (newRound) {
      beginRound(); // before the step opens: tasks of an older round must not do it
    }
    open(step);
    TreeSum sums = new TreeSum(engine, all, all);
    Optional<TreeSum.Sum> whole = Optional.empty();
    int secondsWithoutSlots = 0;
    while (whole.isEmpty()) {
      TreeSum.Sum sum = await(step, TimeUnit.SECONDS.toMillis(1));
      if (sum != null) {
        whole = sums.add(sum.node(), sum.partial());
      } else if (rounds.isDone()) {
        open(null);
        sums.release();
        return false;
      } else {
        secondsWithoutSlots = Slots.of(spark) < groups ? secondsWithoutSlots + 1 : 0;
        if (secondsWithoutSlots == PATIENCE_SECONDS) {
          giveUpRound("the cluster has %d slots left of %d".formatted(Slots.of(spark), groups));
        }
      }
    }
    open(null);
    last = whole.get().partial();
    step.replaceStates();
    if (!newRound) { // the first step of a round waits for tasks to start
      slowTasks
          .look(step.step() + 1, step.seen(), step.nanos(), System.nanoTime())
          .ifPresent(LOG::warn);
    }
    return true;
  }

  private synchronized void open(OpenStep step) {
    open = step;
  }

  /** The next sum that comes in; null if none came within the time, or the round ended. */
  private synchronized TreeSum.Sum await(OpenStep step, long milliseconds) {
    TreeSum.Sum sum = step.poll();
    if (sum == null && !rounds.isDone()) {
      try {
        wait(milliseconds);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while a step was computed", e);
      }
      sum = step.poll();
    }
    return sum;
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
  public Traffic traffic() {
    return traffic.total();
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
    groupSize = ShardTree.groupSize(all.size(), Slots.atLeastOne(spark));
    int tasks = ShardTree.groups(all.size(), groupSize);
    GroupTask task;
    synchronized (this) {
      round++;
      ending = false;
      groups = tasks;
      task = new GroupTask(run, round, program, groupSize);
    }
    String jobGroup = jobGroup();
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
    // The thread has inherited what the training thread says of its next steps.
    spark.setJobGroup(jobGroup, spark.getLocalProperty("spark.job.description"));
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
      List<String> addresses =
          Arrays.stream(BarrierTaskContext.get().getTaskInfos())
              .map(BarrierTaskInfo::address)
              .toList();
      Placement placement = Placement.of(addresses, mine.next(), groupSize, program.shards());
      Replica replica = Replica.enter(run, program);
      try {
        replica.work(round, placement, Shards.all(program.shards()));
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
    if (message instanceof RpcMessage.WantPiece want) {
      return piece(want);
    }
    if (message instanceof RpcMessage.GradientPiece piece) {
      if (isOpen(piece.step()) && piece.round() == round) {
        open.add(piece);
        long rows = piece.rows() == null ? 0 : TrafficMeter.bytes(piece.rows());
        traffic.up(piece.executor(), piece.bytes().length + rows);
      }
      return null;
    }
    RpcMessage.SumDone sum = (RpcMessage.SumDone) message;
    if (isOpen(sum.step()) && sum.round() == round) {
      open.add(sum);
      if (!local) {
        traffic.up(sum.executor(), TrafficMeter.bytes(sum.states()));
      }
      notifyAll();
    }
    return waitAWhile();
  }

  private boolean isOpen(long step) {
    return open != null && open.step() == step;
  }

  private RpcMessage.Wait waitAWhile() {
    return new RpcMessage.Wait(Math.max(WAIT_NANOS, WAIT_NANOS_PER_TASK * groups));
  }

  private RpcMessage.Answer nextStep(RpcMessage.NextStep next) {
    if (ending || next.round() != round) {
      return new RpcMessage.End();
    }
    if (open == null || open.step() == next.done()) {
      return waitAWhile();
    }
    RpcMessage.Work work = open.work(next.shards(), next.have(), local);
    if (!local) {
      long parameters = work.first() == null ? 0 : work.first().length;
      long rows = work.rows() == null ? 0 : TrafficMeter.bytes(work.rows());
      traffic.down(next.executor(), parameters + rows + TrafficMeter.bytes(work.states()));
    }
    return work;
  }

  private RpcMessage.Answer piece(RpcMessage.WantPiece want) {
    if (!isOpen(want.step())) {
      return waitAWhile();
    }
    byte[] bytes = open.piece(want.everything(), want.at());
    traffic.down(want.executor(), bytes.length);
    return new RpcMessage.Piece(bytes);
  }
}
