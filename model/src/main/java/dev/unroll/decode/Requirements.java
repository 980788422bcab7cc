package dev.unroll.decode;

import dev.unroll.io.Model;
import dev.unroll.io.Task;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a model must be for a use of it. */
final class Requirements {

  private Requirements() {}

  /**
   * @throws IllegalArgumentException if the model is for none of these tasks
   */
  static void task(Model model, Task... tasks) {
    if (!Arrays.asList(tasks).contains(model.task())) {
      String names =
          Arrays.stream(tasks).map(Requirements::name).collect(Collectors.joining(" or "));
      throw new IllegalArgumentException(
          "the model must be a " + names + ", got a " + name(model.task()));
    }
  }

  private static String name(Task task) {
    return task.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
