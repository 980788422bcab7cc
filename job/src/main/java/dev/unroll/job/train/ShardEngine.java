package dev.unroll.job.train;

import dev.unroll.batch.Batch;
import dev.unroll.batch.PairBatch;
import dev.unroll.batch.SequenceBatch;
import dev.unroll.network.LossSum;
import dev.unroll.network.Network;
import dev.unroll.network.SequenceNetwork;
import dev.unroll.network.Training;
import dev.unroll.network.Workspace;
import dev.unroll.parameter.Gradients;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Computes the gradients of shards; one for each process, shared by its tasks. Workspaces and
 * gradient arrays are taken out by a task and put back, so that there are as many as tasks at work,
 * not as shards. The file of a shard stays open once it was read.
 */
final class ShardEngine implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(ShardEngine.class);

  private final ShardProgram program;
  private final Network network;
  private final ConcurrentLinkedDeque<Workspace> workspaces = new ConcurrentLinkedDeque<>();
  private final ConcurrentLinkedDeque<Gradients> gradients = new ConcurrentLinkedDeque<>();
  private final Map<Integer, BatchSource.Feed> feeds = new ConcurrentHashMap<>();
  private final ProductClock products = new ProductClock();
  private volatile boolean closed;

  ShardEngine(ShardProgram program) {
    this.program = program;
    this.network = program.network().get();
  }

  Network network() {
    return network;
  }

  /** Zero gradients, to be given back by {@link #release}. */
  Gradients acquire() {
    Gradients free = gradients.poll();
    if (free == null) {
      return new Gradients(network.layout());
    }
    free.clear();
    return free;
  }

  /** The same, with anything in the dense part: for somebody who overwrites all of it. */
  Gradients acquireToFill() {
    Gradients free = gradients.poll();
    if (free == null) {
      return new Gradients(network.layout());
    }
    free.clearRows();
    return free;
  }

  /** Gives gradients back; null is let through. */
  void release(Gradients used) {
    if (used != null) {
      gradients.push(used);
    }
  }

  /**
   * The sum over a node of the {@link ShardTree}, and the time that it took.
   *
   * @param states (S) the flat state of each shard's streams, null for the start of an epoch; the
   *     entries of these shards are replaced by the states after the step
   */
  Partial sum(Shards node, StepPosition position, float[] parameters, float[][] states)
      throws IOException {
    products.begin(position.step());
    long began = System.nanoTime();
    Partial sum = add(node, position, parameters, states);
    TaskTime time = new TaskTime(System.nanoTime() - began, products.lap());
    return new Partial(
        sum.loss(), sum.symbols(), sum.gradients(), List.of(TaskReport.here(node, time)));
  }

  private Partial add(Shards node, StepPosition position, float[] parameters, float[][] states)
      throws IOException {
    if (node.size() == 1) {
      return shard(node.from(), position, parameters, states);
    }
    int middle = ShardTree.middle(node.from(), node.to());
    Partial left = add(new Shards(node.from(), middle), position, parameters, states);
    Partial right = add(new Shards(middle, node.to()), position, parameters, states);
    return add(left, right);
  }

  /** The sum of two nodes; the arrays of both go over to it or back to the engine. */
  Partial add(Partial left, Partial right) {
    Gradients sum = left.gradients();
    if (sum == null) {
      sum = right.gradients();
    } else if (right.gradients() != null) {
      sum.add(right.gradients());
      release(right.gradients());
    }
    List<TaskReport> tasks = new ArrayList<>(left.tasks());
    tasks.addAll(right.tasks());
    return new Partial(
        left.loss().plus(right.loss()), left.symbols() + right.symbols(), sum, tasks);
  }

  private Partial shard(int shard, StepPosition position, float[] parameters, float[][] states)
      throws IOException {
    Batch batch = batch(shard, position);
    if (batch == null) {
      return Partial.NOTHING;
    }
    if (program.carriesState()) {
      batch = ((SequenceBatch) batch).withInitialState(states[shard]);
    }
    Workspace workspace = workspaces.poll();
    if (workspace == null) {
      workspace = network.newWorkspace();
    }
    Gradients sum = acquire();
    Training training =
        new Training(program.seed(), position.step(), program.dropout(), program.classWeights());
    LossSum loss = network.gradients(parameters, batch, training, workspace, sum);
    if (program.carriesState()) {
      states[shard] = copyState((SequenceNetwork) network, workspace, batch);
    }
    workspaces.push(workspace);
    return new Partial(loss, symbols(batch), sum, List.of());
  }

  /** The shard's part of a step; null where it has nothing to add. */
  Batch batch(int shard, StepPosition position) throws IOException {
    BatchSource.Feed feed = feeds.remove(shard);
    if (feed == null) {
      feed = program.source().open(shard);
    }
    boolean done = false;
    try {
      Batch batch = feed.batch(position);
      done = true;
      return batch;
    } finally {
      // After a failure the file is opened anew. A killed task and its successor may both hold one.
      BatchSource.Feed other = done && !closed ? feeds.put(shard, feed) : feed;
      close(other);
    }
  }

  private static float[] copyState(SequenceNetwork network, Workspace workspace, Batch batch) {
    float[] state = new float[network.stateSize() * batch.size()];
    System.arraycopy(network.finalState(workspace), 0, state, 0, state.length);
    return state;
  }

  private static long symbols(Batch batch) {
    if (batch instanceof PairBatch pairs) {
      return pairs.source().packing().columns() + (long) pairs.target().packing().columns();
    }
    return ((SequenceBatch) batch).packing().columns();
  }

  /** Closes the files; a task that is still at work closes its own. */
  @Override
  public void close() {
    closed = true;
    feeds.keySet().forEach(shard -> close(feeds.remove(shard)));
  }

  private static void close(BatchSource.Feed feed) {
    try {
      if (feed != null) {
        feed.close();
      }
    } catch (IOException e) {
      LOG.warn("a shard file could not be closed: {}", e.toString());
    }
  }
}
