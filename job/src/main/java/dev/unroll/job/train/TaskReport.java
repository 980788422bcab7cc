package dev.unroll.job.train;

import java.io.Serializable;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.storage.BlockManagerId;

/**
 * What a task has done for a step.
 *
 * @param executor id of its executor, empty without Spark
 * @param host of its executor, empty without Spark
 * @param task number of the task's attempt in Spark, -1 without Spark
 * @param shards what it computed
 * @param time how long that took
 */
record TaskReport(String executor, String host, long task, Shards shards, TaskTime time)
    implements Serializable {

  /** The report of the running task. */
  static TaskReport here(Shards shards, TaskTime time) {
    TaskContext task = TaskContext.get();
    if (task == null) {
      return new TaskReport("", "", -1, shards, time);
    }
    BlockManagerId process = SparkEnv.get().blockManager().blockManagerId();
    return new TaskReport(process.executorId(), process.host(), task.taskAttemptId(), shards, time);
  }
}
