package dev.unroll.job.train;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An S3 server with one bucket, in memory: S3Proxy. It is a process of its own, because its
 * libraries are other versions of Spark's; the profile {@code s3a} writes their class path down.
 */
final class S3Server implements AutoCloseable {
  private static final Path CLASS_PATH = Path.of("target", "s3proxy.classpath");
  private static final String BUCKET = "bucket";

  private final String endpoint;
  private final Process process;

  S3Server(Path folder) throws IOException, InterruptedException {
    int port = Cluster.freePort();
    endpoint = "http://127.0.0.1:" + port;
    Path settings = folder.resolve("s3proxy.conf");
    Files.write(
        settings,
        List.of(
            "s3proxy.endpoint=" + endpoint,
            "s3proxy.authorization=none",
            "jclouds.provider=transient",
            "jclouds.identity=any",
            "jclouds.credential=any"));
    process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-Xmx512m",
                "-cp",
                Files.readString(CLASS_PATH),
                "org.gaul.s3proxy.Main",
                "--properties",
                settings.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("s3proxy.log").toFile())
            .start();
    Cluster.awaitPort(port);
    HttpRequest newBucket =
        HttpRequest.newBuilder(URI.create(endpoint + '/' + BUCKET))
            .PUT(HttpRequest.BodyPublishers.noBody())
            .build();
    int status = HttpClient.newHttpClient().send(newBucket, BodyHandlers.discarding()).statusCode();
    if (status != 200) {
      throw new IOException("the server refuses a bucket: status " + status);
    }
  }

  /** The root of the bucket. */
  String root() {
    return "s3a://" + BUCKET + '/';
  }

  /** What Hadoop must be told to find it. */
  Map<String, String> hadoop() {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("fs.s3a.endpoint", endpoint);
    settings.put("fs.s3a.endpoint.region", "us-east-1");
    settings.put("fs.s3a.path.style.access", "true");
    settings.put("fs.s3a.access.key", "any");
    settings.put("fs.s3a.secret.key", "any");
    return settings;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
