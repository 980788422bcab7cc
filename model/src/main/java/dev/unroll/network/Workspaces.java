package dev.unroll.network;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;

/** The workspaces of a network that several threads use: as many as ever compute together. */
public final class Workspaces {
  private final Network network;
  private final Queue<Workspace> free = new ConcurrentLinkedQueue<>();

  /** None yet. */
  public Workspaces(Network network) {
    this.network = network;
  }

  /** Does some work in a workspace that is no other thread's until it is done. */
  public <T> T with(Function<Workspace, T> work) {
    Workspace workspace = free.poll();
    if (workspace == null) {
      workspace = network.newWorkspace();
    }
    T result = work.apply(workspace);
    free.add(workspace);
    return result;
  }
}
