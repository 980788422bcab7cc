package dev.unroll.job.score;

import java.util.List;
import java.util.Map;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/** Java's collections as the ones that Spark takes as values of a row. */
final class Sequences {

  private Sequences() {}

  static <T> Seq<T> of(List<T> list) {
    return CollectionConverters.asScala(list).toSeq();
  }

  static <K, V> scala.collection.Map<K, V> of(Map<K, V> map) {
    return CollectionConverters.asScala(map);
  }
}
