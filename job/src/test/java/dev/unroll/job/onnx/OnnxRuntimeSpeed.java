package dev.unroll.job.onnx;

import ai.onnxruntime.OrtException;
import dev.unroll.io.Model;
import dev.unroll.io.Task;
import dev.unroll.job.benchmark.RandomSentences;
import dev.unroll.job.benchmark.Workload;
import dev.unroll.job.onnx.OnnxSession.Floats;
import dev.unroll.job.onnx.OnnxSession.Longs;
import dev.unroll.network.NetworkConfig;
import dev.unroll.network.SequenceNetwork;
import dev.unroll.text.Vocabulary;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How fast ONNX Runtime scores, on one thread, the sentences of {@code unroll benchmark --score}
 * with the same model exported. In the test class path:
 *
 * <pre>
 * java … dev.unroll.job.onnx.OnnxRuntimeSpeed WORKLOAD SENTENCES PASSES BATCH
 * </pre>
 *
 * <p>Two ways: batches of up to BATCH sentences of equal length ("exact"), and of similar length
 * with padding ("bucket"). The sentences are numbered beforehand and sorted within the time; what
 * is asked for is the log-probability of each sentence, or the best tag of each word. The first of
 * PASSES + 1 passes is left out.
 */
final class OnnxRuntimeSpeed {
  private final Model model;
  private final NetworkConfig config;
  private final boolean tags;
  private final int batchSize;
  private final OnnxSession session;
  private FloatBuffer scores = FloatBuffer.allocate(0);

  private OnnxRuntimeSpeed(Model model, int batchSize) throws IOException, OrtException {
    this.model = model;
    this.config = ((SequenceNetwork) model.network()).config();
    this.tags = model.task() == Task.TAGGER;
    this.batchSize = batchSize;
    this.session = new OnnxSession(OnnxModels.of(model).get(0));
  }

  public static void main(String[] arguments) throws IOException, OrtException {
    Workload workload = Workload.named(arguments[0]).orElseThrow();
    RandomSentences random = new RandomSentences(workload);
    OnnxRuntimeSpeed speed = new OnnxRuntimeSpeed(random.model(), Integer.parseInt(arguments[3]));
    List<int[]> sentences = speed.numbered(random.next(Integer.parseInt(arguments[1])));
    int passes = Integer.parseInt(arguments[2]);
    for (boolean exact : new boolean[] {true, false}) {
      double best = Double.POSITIVE_INFINITY;
      double check = 0;
      for (int pass = 0; pass <= passes; pass++) {
        long start = System.nanoTime();
        check = speed.score(sentences, exact);
        best = pass == 0 ? best : Math.min(best, (System.nanoTime() - start) / 1e9);
      }
      System.out.printf(
          Locale.ROOT,
          "%s, %s: %.0f sentences/s, fastest of %d passes (sum %.4f)%n",
          workload.name(),
          exact ? "exact" : "bucket",
          sentences.size() / best,
          passes,
          check);
    }
  }

  /**
   * What is read and, shifted by one, what comes next: a language model's border is at both ends.
   */
  private List<int[]> numbered(List<String> texts) {
    List<int[]> sentences = new ArrayList<>();
    for (String text : texts) {
      int[] words = model.encode(text);
      int[] ids = words;
      if (!tags) {
        ids = new int[words.length + 2];
        ids[0] = Vocabulary.EOS;
        System.arraycopy(words, 0, ids, 1, words.length);
        ids[words.length + 1] = Vocabulary.EOS;
      }
      sentences.add(ids);
    }
    return sentences;
  }

  private int steps(int[] sentence) {
    return tags ? sentence.length : sentence.length - 1;
  }

  /** The sum of all log-probabilities, or of the numbers of all tags. */
  private double score(List<int[]> sentences, boolean exact) throws OrtException {
    List<int[]> sorted = new ArrayList<>(sentences);
    sorted.sort(Comparator.comparingInt((int[] sentence) -> -sentence.length));
    double sum = 0;
    for (int from = 0; from < sorted.size(); ) {
      int to = from + 1;
      while (to < sorted.size()
          && to - from < batchSize
          && (!exact || sorted.get(to).length == sorted.get(from).length)) {
        to++;
      }
      sum += scoreBatch(sorted.subList(from, to));
      from = to;
    }
    return sum;
  }

  private double scoreBatch(List<int[]> batch) throws OrtException {
    int m = batch.size();
    int steps = steps(batch.get(0));
    long[] tokens = new long[m * steps];
    long[] lengths = new long[m];
    for (int b = 0; b < m; b++) {
      lengths[b] = steps(batch.get(b));
      for (int t = 0; t < lengths[b]; t++) {
        tokens[steps * b + t] = batch.get(b)[t];
      }
    }
    Map<String, Object> inputs = new HashMap<>();
    inputs.put("tokens", new Longs(tokens, m, steps));
    inputs.put("lengths", new Longs(lengths, m));
    if (!tags) {
      float[] zeros = new float[config.layers() * m * config.hiddenSize()];
      inputs.put("h0", new Floats(zeros, config.layers(), m, config.hiddenSize()));
      inputs.put("c0", new Floats(zeros, config.layers(), m, config.hiddenSize()));
    }
    int labels = config.outputSize();
    session.run(inputs, "log_probabilities", room(m * steps * labels), m, steps, labels);
    double sum = 0;
    for (int b = 0; b < m; b++) {
      for (int t = 0; t < lengths[b]; t++) {
        int at = labels * (steps * b + t);
        sum += tags ? best(at, labels) : scores.get(at + batch.get(b)[t + 1]);
      }
    }
    return sum;
  }

  private FloatBuffer room(int floats) {
    if (scores.capacity() < floats) {
      scores = ByteBuffer.allocateDirect(4 * floats).order(ByteOrder.nativeOrder()).asFloatBuffer();
    }
    return scores.duplicate().limit(floats);
  }

  private int best(int at, int labels) {
    int best = 0;
    for (int k = 1; k < labels; k++) {
      if (scores.get(at + k) > scores.get(at + best)) {
        best = k;
      }
    }
    return best;
  }
}
