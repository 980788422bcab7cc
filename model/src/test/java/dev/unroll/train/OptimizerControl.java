package dev.unroll.train;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** The optimizers in double precision, one element after the other, straight from the equations. */
public final class OptimizerControl {
  private final OptimizerConfig config;
  private final Map<String, double[]> state = new HashMap<>();
  private final int size;
  private int t;

  /** Control for parameters of the given number. */
  public OptimizerControl(OptimizerConfig config, int size) {
    this.config = config;
    this.size = size;
    if (config instanceof OptimizerConfig.Adagrad adagrad) {
      Arrays.fill(array("sum"), adagrad.initialAccumulator());
    }
  }

  /** The state arrays by PyTorch's names. */
  public Map<String, double[]> state() {
    return state;
  }

  /** One step over all elements. */
  public void step(double[] p, double[] gradient, double lr) {
    t++;
    for (int i = 0; i < size; i++) {
      p[i] = updated(i, p[i], gradient[i], lr);
    }
  }

  private double updated(int i, double p, double g, double lr) {
    if (config instanceof OptimizerConfig.Sgd c) {
      return p - lr * (g + c.weightDecay() * p);
    } else if (config instanceof OptimizerConfig.Momentum c) {
      g += c.weightDecay() * p;
      double m = keep("momentum_buffer", i, c.momentum() * array("momentum_buffer")[i] + g);
      return c.nesterov() ? p - lr * (g + c.momentum() * m) : p - lr * m;
    } else if (config instanceof OptimizerConfig.Adagrad c) {
      g += c.weightDecay() * p;
      double v = keep("sum", i, array("sum")[i] + g * g);
      return p - lr / (1 + (t - 1) * c.learningRateDecay()) * g / (Math.sqrt(v) + c.epsilon());
    } else if (config instanceof OptimizerConfig.RmsProp c) {
      g += c.weightDecay() * p;
      double v = keep("square_avg", i, mix(c.alpha(), array("square_avg")[i], g * g));
      return p - lr * g / (Math.sqrt(v) + c.epsilon());
    } else if (config instanceof OptimizerConfig.Adam c) {
      if (c.decoupled()) {
        p *= 1 - lr * c.weightDecay();
      } else {
        g += c.weightDecay() * p;
      }
      double m = keep("exp_avg", i, mix(c.beta1(), array("exp_avg")[i], g));
      double v = keep("exp_avg_sq", i, mix(c.beta2(), array("exp_avg_sq")[i], g * g));
      double mHat = m / (1 - Math.pow(c.beta1(), t));
      double vHat = v / (1 - Math.pow(c.beta2(), t));
      return p - lr * mHat / (Math.sqrt(vHat) + c.epsilon());
    } else if (config instanceof OptimizerConfig.Asgd c) {
      g += c.weightDecay() * p;
      double eta = lr / Math.pow(1 + c.lambda() * lr * (t - 1), c.alpha());
      p = p * (1 - c.lambda() * eta) - eta * g;
      double average = array("ax")[i];
      keep("ax", i, average + (p - average) / Math.max(1, t - 1 - c.averagingStart()));
      return p;
    }
    throw new AssertionError(config);
  }

  private static double mix(double share, double old, double now) {
    return share * old + (1 - share) * now;
  }

  private double keep(String name, int i, double value) {
    array(name)[i] = value;
    return value;
  }

  private double[] array(String name) {
    return state.computeIfAbsent(name, n -> new double[size]);
  }
}
