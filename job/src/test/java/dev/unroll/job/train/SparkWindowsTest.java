package dev.unroll.job.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.job.corpus.LocalSpark;
import dev.unroll.job.report.StepReport;
import dev.unroll.job.report.TrainingListener;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Spark's own windows and endpoints show of a run. */
class SparkWindowsTest {
  @TempDir Path folder;
  private Recipes recipes;
  private SparkSession session;
  private final Set<String> descriptions = new ConcurrentSkipListSet<>();

  @BeforeEach
  void openSessionWithWindows() {
    LocalSpark.stop();
    recipes = new Recipes(folder);
    session =
        SparkSession.builder()
            .master("local[2]")
            .appName("windows")
            .config("spark.plugins", UnrollPlugin.class.getName())
            .config("spark.ui.enabled", "true")
            .config("spark.ui.port", "0")
            .config("spark.ui.prometheus.enabled", "true")
            .config(
                "spark.metrics.conf.*.sink.prometheusServlet.class",
                "org.apache.spark.metrics.sink.PrometheusServlet")
            .config("spark.metrics.conf.*.sink.prometheusServlet.path", "/metrics/prometheus")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .getOrCreate();
    session
        .sparkContext()
        .addSparkListener(
            new SparkListener() {
              @Override
              public void onJobStart(SparkListenerJobStart job) {
                descriptions.add(
                    String.valueOf(job.properties().getProperty("spark.job.description")));
              }
            });
  }

  @AfterEach
  void closeSession() {
    session.stop();
  }

  private void train(String exchange, TrainingListener... listeners) throws IOException {
    new TrainingRun(
            session,
            recipes.config("streams-2", exchange, "train.exchange=" + exchange),
            List.of(listeners))
        .run(false);
  }

  /** The value of a gauge of the plugin, as Prometheus would read it. */
  private double gauge(String name) throws IOException, InterruptedException {
    URI uri = URI.create(session.sparkContext().uiWebUrl().get() + "/metrics/prometheus");
    String page =
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build()
            .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
            .body();
    Matcher found =
        Pattern.compile("plugin_\\w*UnrollPlugin_" + name + "_Number\\{type=\"gauges\"} (\\S+)")
            .matcher(page);
    assertTrue(found.find(), () -> name + " must be at " + uri + ", got\n" + page);
    return Double.parseDouble(found.group(1));
  }

  @Test
  void gauges_afterATraining_showItsLastStep() throws Exception {
    StepReport[] last = new StepReport[1];
    train(
        "job",
        new TrainingListener() {
          @Override
          public void onStep(StepReport step) {
            last[0] = step;
          }
        });
    assertEquals(last[0].loss(), gauge("loss"));
    assertEquals(last[0].gradientNorm(), gauge("gradient_norm"));
    assertEquals(last[0].symbols() * 1e9 / last[0].nanos(), gauge("tokens_per_second"), 1e-3);
    assertTrue(gauge("bytes_per_step") > 1000, "parameters and gradients travel");
    double slowest = gauge("slowest_shard_milliseconds");
    assertTrue(slowest > 0 && slowest <= last[0].nanos() / 1e6, "slowest shard: " + slowest);
  }

  @Test
  void jobs_ofATraining_sayWhatTheyAreFor() throws Exception {
    train("rpc");
    Set<String> common =
        Set.of(
            "reading corpus.train",
            "reading corpus.valid",
            "vocabulary",
            "shard staging",
            "comparing machines",
            "validation after step 5");
    assertDescribed(common);
    assertDescribed(Set.of("epoch 1, steps 1-5", "epoch 1, steps 6-10"));
    train("job");
    assertDescribed(Set.of("epoch 1, step 1", "epoch 1, step 2"));
    assertTrue(!descriptions.contains("null"), () -> "every job: " + descriptions);
  }

  /** Spark tells its listeners a little later. */
  private void assertDescribed(Set<String> wanted) throws Exception {
    session.sparkContext().listenerBus().waitUntilEmpty();
    assertTrue(descriptions.containsAll(wanted), () -> wanted + " of " + descriptions);
  }
}
