package dev.unroll.job.page;

import dev.unroll.job.inspect.InspectionPage;
import dev.unroll.job.inspect.SampleInspections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Pages of all kinds, by name. */
final class SamplePages {

  private static final Map<String, String> ALL = make();

  private SamplePages() {}

  static Map<String, String> all() {
    return ALL;
  }

  private static Map<String, String> make() {
    Map<String, String> pages = new LinkedHashMap<>();
    SampleRuns.all().forEach((name, run) -> pages.put(name, RunPage.of(run)));
    SampleInspections.all()
        .forEach(
            (name, inspection) ->
                pages.put(
                    "inspect-" + name,
                    InspectionPage.of("hdfs://store/runs/" + name + "/model", inspection)));
    return pages;
  }
}
