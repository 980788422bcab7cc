package dev.unroll.network;

import dev.unroll.cell.Cell;
import dev.unroll.cell.Gru;
import dev.unroll.cell.Lstm;
import dev.unroll.cell.ResetAfterGru;
import dev.unroll.cell.SimpleGru;
import dev.unroll.cell.SimpleRnn;
import java.util.Locale;

/** The cells by the names that configurations use. */
public enum CellKind {
  RNN_TANH(new SimpleRnn(SimpleRnn.Activation.TANH)),
  RNN_RELU(new SimpleRnn(SimpleRnn.Activation.RELU)),
  GRU_SIMPLE(new SimpleGru()),
  GRU(new Gru()),
  GRU_RESET_AFTER(new ResetAfterGru()),
  LSTM(new Lstm(false)),
  LSTM_PEEPHOLE(new Lstm(true));

  private final Cell cell;

  CellKind(Cell cell) {
    this.cell = cell;
  }

  /** The equations. */
  public Cell cell() {
    return cell;
  }

  /** The name in a configuration, for example {@code gru-reset-after}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
