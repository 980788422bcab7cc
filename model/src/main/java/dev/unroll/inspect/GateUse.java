package dev.unroll.inspect;

import dev.unroll.batch.SequenceBatch;
import dev.unroll.cell.Gate;
import dev.unroll.network.NetworkConfig;
import dev.unroll.network.SequenceNetwork;
import dev.unroll.network.Workspace;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * How the units of one layer and direction use one of their gates.
 *
 * @param layer from 0
 * @param reverse whether this is the reverse direction
 * @param gate which gate
 * @param units every unit, in their order
 */
public record GateUse(int layer, boolean reverse, Gate gate, List<Unit> units) {

  /**
   * The gate of one unit.
   *
   * <p>A unit that keeps the share f̄ of its state from step to step, in the mean, remembers for
   * about 1 / (1 - f̄) steps.
   *
   * @param closed share of its values below {@link #CLOSED}
   * @param open share of its values above {@link #OPEN}
   * @param mean its mean value
   * @param memory steps that the unit remembers; NaN where the gate does not govern the old state
   */
  public record Unit(double closed, double open, double mean, double memory) {}

  /** Below this value a gate is saturated: closed. */
  public static final double CLOSED = 0.1;

  /** Above this value a gate is saturated: open. */
  public static final double OPEN = 0.9;

  /** Share of all values below {@link #CLOSED}. */
  public double closed() {
    return units.stream().mapToDouble(Unit::closed).average().orElseThrow();
  }

  /** Share of all values above {@link #OPEN}. */
  public double open() {
    return units.stream().mapToDouble(Unit::open).average().orElseThrow();
  }

  /** Share of saturated values. */
  public double saturated() {
    return closed() + open();
  }

  /** The units' mean values, over units. */
  public Quartiles mean() {
    return Quartiles.of(units.stream().mapToDouble(Unit::mean).toArray());
  }

  /** The steps that units remember, over units; null where the gate governs no old state. */
  public Quartiles memory() {
    return gate.keeps() == Gate.Keeps.NOTHING
        ? null
        : Quartiles.of(units.stream().mapToDouble(Unit::memory).toArray());
  }

  /**
   * Watches all gates while the network reads.
   *
   * @param batches at least one
   * @return for each layer, direction and gate; empty for cells without gates
   */
  public static List<GateUse> of(
      SequenceNetwork network, float[] parameters, Collection<SequenceBatch> batches) {
    NetworkConfig config = network.config();
    List<Gate> gates = config.cell().cell().sigmoidGates();
    int blocks = config.cell().cell().gates();
    List<Counts> counts = new ArrayList<>();
    for (int i = 0; i < config.layers() * config.directions() * gates.size(); i++) {
      counts.add(new Counts(config.hiddenSize()));
    }
    Workspace workspace = network.newWorkspace();
    for (SequenceBatch batch : batches) {
      network.read(parameters, batch, workspace);
      for (int i = 0; i < counts.size(); i++) {
        int k = i / gates.size();
        float[] values = network.gates(workspace, k / config.directions(), k % config.directions());
        counts.get(i).add(values, gates.get(i % gates.size()).block(), blocks);
      }
    }
    List<GateUse> uses = new ArrayList<>();
    for (int i = 0; i < counts.size(); i++) {
      int k = i / gates.size();
      boolean reverse = k % config.directions() == 1;
      uses.add(counts.get(i).use(k / config.directions(), reverse, gates.get(i % gates.size())));
    }
    return uses;
  }

  /** Sums over the steps. */
  private static final class Counts {
    private final double[] sums;
    private final long[] closed;
    private final long[] open;
    private long steps;

    Counts(int units) {
      sums = new double[units];
      closed = new long[units];
      open = new long[units];
    }

    /** Adds a block of values (blocks·nA, N). */
    void add(float[] values, int block, int blocks) {
      int nA = sums.length;
      for (int at = block * nA; at < values.length; at += blocks * nA) {
        for (int unit = 0; unit < nA; unit++) {
          float value = values[at + unit];
          sums[unit] += value;
          closed[unit] += value < CLOSED ? 1 : 0;
          open[unit] += value > OPEN ? 1 : 0;
        }
        steps++;
      }
    }

    GateUse use(int layer, boolean reverse, Gate gate) {
      double all = steps;
      List<Unit> units = new ArrayList<>();
      for (int unit = 0; unit < sums.length; unit++) {
        double mean = sums[unit] / all;
        double memory = gate.keeps() == Gate.Keeps.NOTHING ? Double.NaN : 1 / (1 - gate.kept(mean));
        units.add(new Unit(closed[unit] / all, open[unit] / all, mean, memory));
      }
      return new GateUse(layer, reverse, gate, units);
    }
  }
}
