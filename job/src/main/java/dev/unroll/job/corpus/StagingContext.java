package dev.unroll.job.corpus;

import dev.unroll.job.config.Task;
import dev.unroll.job.config.TrainingMode;
import dev.unroll.job.config.UnrollConfig;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/** What every part of staging works with; lives on the driver. */
record StagingContext(SparkSession session, UnrollConfig config) {

  JavaSparkContext spark() {
    return JavaSparkContext.fromSparkContext(session.sparkContext());
  }

  Configuration hadoop() {
    return spark().hadoopConfiguration();
  }

  /** For tasks. */
  SerializableConfiguration serializableHadoop() {
    return new SerializableConfiguration(hadoop());
  }

  boolean isStream() {
    return config.train().mode() == TrainingMode.STREAM;
  }

  Symbols symbols() {
    return new Symbols(config.corpus().tokenizer());
  }

  LabelSplitter labels() {
    boolean labelsAreOutputs = config.task() == Task.TAGGER || config.task() == Task.CLASSIFIER;
    return new LabelSplitter(labelsAreOutputs && config.model().output().equals("sigmoid"));
  }
}
