package dev.unroll.job.cli;

import dev.unroll.job.config.UserError;

/** Range checks of options. */
final class Options {

  private Options() {}

  /** {@code <option> must <rule>, got <value>}, unless it holds. */
  static void check(boolean holds, String option, String rule, Object got) {
    if (!holds) {
      throw new UserError(option + " must " + rule + ", got " + got);
    }
  }
}
