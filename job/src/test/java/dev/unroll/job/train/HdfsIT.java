package dev.unroll.job.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.job.corpus.LocalSpark;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Corpus, run directory, checkpoints, model and scores on HDFS: the bytes are those of a disk. */
class HdfsIT {
  private static final String LOCAL = "local";

  @TempDir Path folder;

  @Test
  void train_datanodeStoppedAndDriverKilled_sameBytesMeasuresAndScores() throws Exception {
    Recipes recipes = new Recipes(folder);
    new TrainingRun(LocalSpark.session(), recipes.config(Recipes.EVERYWHERE, LOCAL), List.of())
        .run(false);
    Configuration hadoop = new Configuration();
    hadoop.set("dfs.replication", "2");
    try (MiniDFSCluster hdfs =
        new MiniDFSCluster.Builder(hadoop, folder.resolve("hdfs").toFile())
            .numDataNodes(3)
            .build()) {
      hdfs.waitActive();
      DistributedFileSystem store = hdfs.getFileSystem();
      OnStore data = new OnStore(recipes, folder, store);
      Map<String, String> properties = new HashMap<>(Cluster.ALONE);
      properties.put("spark.master", "local[2]");
      properties.put("spark.hadoop.dfs.replication", "2");
      try (TrainProcess train = new TrainProcess(folder, data.config(), false, properties)) {
        train.await("a checkpoint", data.has(data.checkpoint(12)));
        stopADatanodeOf(data.file("metrics.jsonl"), hdfs);
        train.await("a later checkpoint", data.has(data.checkpoint(24)));
        train.kill();
      }
      assertFalse(store.exists(data.file("model")));
      try (TrainProcess train = resumeBehindAnOpenCheckpoint(store, data, properties)) {
        assertEquals(0, train.status(), train::log);
        assertTrue(train.log().contains("passing over checkpoint " + data.checkpoint(92)));
        assertTrue(train.log().contains("resuming after step "), train::log);
      }
      SameBytes.assertSame(
          recipes.model(LOCAL),
          data.model(),
          "`local[2]`, all files on HDFS",
          "rpc",
          "a datanode stopped, driver killed with -9, resumed");
      data.assertSameMeasuresAndScores(hadoop, LOCAL);
    }
  }

  /** Stops one that the run is writing to. */
  private static void stopADatanodeOf(org.apache.hadoop.fs.Path file, MiniDFSCluster hdfs)
      throws IOException {
    String name = hdfs.getFileSystem().getFileBlockLocations(file, 0, 1)[0].getNames()[0];
    assertEquals(name, hdfs.stopDataNode(name).getDatanode().getDatanodeId().getXferAddr());
  }

  /** As another writer's file it is open until its lease ends, and in the way of the run's own. */
  private TrainProcess resumeBehindAnOpenCheckpoint(
      DistributedFileSystem store, OnStore data, Map<String, String> properties)
      throws IOException {
    FSDataOutputStream open = store.create(data.checkpoint(92));
    open.write("UNROLLCK".getBytes(StandardCharsets.US_ASCII));
    open.hflush();
    return new TrainProcess(folder, data.config(), true, properties);
  }
}
