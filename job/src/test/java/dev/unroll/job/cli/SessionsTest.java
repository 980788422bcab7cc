package dev.unroll.job.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.unroll.job.train.UnrollPlugin;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.network.util.MapConfigProvider;
import org.apache.spark.network.util.TransportConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionsTest {
  private static final String TIMEOUT = "spark.network.timeout";

  private static SparkConf given(String... settings) {
    SparkConf given = new SparkConf(false);
    for (String setting : settings) {
      given.set(setting.split("=", 2)[0], setting.split("=", 2)[1]);
    }
    return given;
  }

  @Test
  void defaults_nothingGiven_areThoseOfALaptop() {
    Map<String, String> defaults = Sessions.defaults("train", given());
    assertEquals("unroll train", defaults.get("spark.app.name"));
    assertEquals("local[*]", defaults.get("spark.master"));
    assertEquals(UnrollPlugin.class.getName(), defaults.get("spark.plugins"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"local", "local[2]", "local[*, 3]"})
  void defaults_oneProcess_mayBeAsleepForDays(String master) {
    Map<String, String> defaults = Sessions.defaults("train", given("spark.master=" + master));
    assertEquals("7d", defaults.get(TIMEOUT));
    // What Spark makes of it elsewhere must not overflow.
    TransportConf network = new TransportConf("rpc", new MapConfigProvider(defaults));
    assertEquals(7 * 24 * 3_600_000, network.connectionTimeoutMs());
  }

  @Test
  void defaults_clusterOrOwnTimeout_leaveItAlone() {
    for (String master : new String[] {"spark://host:7077", "yarn", "local-cluster[2,1,512]"}) {
      assertNull(Sessions.defaults("train", given("spark.master=" + master)).get(TIMEOUT), master);
    }
    assertNull(Sessions.defaults("train", given(TIMEOUT + "=90s")).get(TIMEOUT));
  }

  @Test
  void defaults_pluginsGiven_areKept() {
    assertEquals(
        "a.Plugin," + UnrollPlugin.class.getName(),
        Sessions.defaults("train", given("spark.plugins=a.Plugin")).get("spark.plugins"));
  }
}
