package dev.unroll.job.report;

import java.util.Comparator;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Bytes of parameters, gradients and stream states that travelled between the driver and executors;
 * what a process keeps to itself counts nothing, nor do Spark's own headers.
 *
 * @param executors by the executor's id in Spark, lower numbers first
 */
public record Traffic(SortedMap<String, Bytes> executors) {

  /** No bytes at all. */
  public static final Traffic NONE = new Traffic(newMap());

  /**
   * Bytes of one executor.
   *
   * @param up to the driver
   * @param down from the driver
   */
  public record Bytes(long up, long down) {
    /** The sum of both. */
    public Bytes plus(Bytes more) {
      return new Bytes(up + more.up, down + more.down);
    }
  }

  /** Keeps a copy. */
  public Traffic {
    TreeMap<String, Bytes> copy = newMap();
    copy.putAll(executors);
    executors = copy;
  }

  private static TreeMap<String, Bytes> newMap() {
    return new TreeMap<>(
        Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder()));
  }

  /** Bytes to the driver. */
  public long up() {
    return executors.values().stream().mapToLong(Bytes::up).sum();
  }

  /** Bytes from the driver. */
  public long down() {
    return executors.values().stream().mapToLong(Bytes::down).sum();
  }

  /** This and more, by the executor's id. */
  public Traffic plus(Map<String, Bytes> more) {
    TreeMap<String, Bytes> sum = newMap();
    sum.putAll(executors);
    more.forEach((id, bytes) -> sum.merge(id, bytes, Bytes::plus));
    return new Traffic(sum);
  }

  /** What has come since; executors without any bytes since are left out. */
  public Traffic since(Traffic before) {
    TreeMap<String, Bytes> rest = newMap();
    executors.forEach(
        (id, bytes) -> {
          Bytes old = before.executors.getOrDefault(id, new Bytes(0, 0));
          if (!bytes.equals(old)) {
            rest.put(id, new Bytes(bytes.up - old.up, bytes.down - old.down));
          }
        });
    return new Traffic(rest);
  }
}
