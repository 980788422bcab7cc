package dev.unroll.network;

import dev.unroll.batch.Packing;
import dev.unroll.batch.SequenceBatch;
import dev.unroll.cell.CellTape;
import dev.unroll.linalg.Blas;
import dev.unroll.parameter.Gradients;
import dev.unroll.parameter.RowSet;
import dev.unroll.parameter.Slice;

/**
 * The products W_x x of a stack, forward and backward.
 *
 * <p>Symbols never become one-hot vectors. For the U different symbols of a batch a table (G·nA, U)
 * of W_x x + b is made, by copying columns of W_x or as one product with U rows of the embedding,
 * and the time loop gathers from it; on the way back ∂L/∂z is summed by symbol, and the products
 * with W_x are over U columns again. A dense input is one product over all steps.
 */
final class StackInput {
  private final NetworkConfig config;
  private final Slice embedding;
  private final Blas blas = Blas.get();

  /**
   * @param embedding (V, E), or null for one-hot symbols
   */
  StackInput(NetworkConfig config, Slice embedding) {
    this.config = config;
    this.embedding = embedding;
  }

  private int symbolWidth() {
    return embedding == null ? config.vocabularySize() : config.embeddingSize();
  }

  private boolean hasSymbols() {
    return config.vocabularySize() > 0;
  }

  // ---- reading the batch ------------------------------------------------------------------------

  /** Makes the input of the first layer: the table's symbols, the dense vectors, or both. */
  void read(float[] parameters, StackTape tape) {
    SequenceBatch batch = tape.batch;
    StackTape.Layer layer = tape.layers[0];
    layer.x = null;
    tape.embedsEachStep = false;
    tape.hasProducts = false;
    tape.firstColumns = 0;
    if (hasSymbols()) {
      int[] tokens = dropSymbols(tape);
      tape.embedsEachStep = embedding != null && inputRate(tape) > 0;
      tape.hasProducts =
          tape.products != null && tape.training == null && batch.firstInput() == null;
      if (tape.embedsEachStep) {
        embedEachStep(parameters, tape, tokens);
      } else if (tape.hasProducts) {
        tape.symbols.fillAll(tokens, batch.packing());
        reverseSlots(tape);
      } else {
        tape.symbols.fill(tokens, batch.packing());
        readFirstInput(tape);
        if (embedding != null) {
          gatherEmbeddings(parameters, tape);
        }
        reverseSlots(tape);
      }
    }
    if (config.featureSize() > 0 && !tape.embedsEachStep) {
      layer.x = batch.features();
      layer.xAt = 0;
      if (inputRate(tape) > 0) {
        mask(tape, layer, config.featureSize(), inputRate(tape), DropoutMask.INPUT);
      }
    }
  }

  private static float inputRate(StackTape tape) {
    return tape.training == null ? 0 : tape.training.dropout().input();
  }

  /** Drops whole symbols, which become the zero vector, and notes the scale of the others. */
  private int[] dropSymbols(StackTape tape) {
    tape.symbolScale = 1f;
    int[] tokens = tape.batch.tokens();
    if (tape.training == null) {
      return tokens;
    }
    tokens = dropSymbols(tape, tokens, tape.training.dropout().embedding(), DropoutMask.EMBEDDING);
    if (embedding == null) {
      tokens = dropSymbols(tape, tokens, inputRate(tape), DropoutMask.INPUT);
    }
    return tokens;
  }

  private static int[] dropSymbols(StackTape tape, int[] tokens, float rate, int place) {
    if (rate == 0) {
      return tokens;
    }
    tape.symbolScale /= 1f - rate;
    Packing packing = tape.batch.packing();
    int[] kept = tokens.clone();
    for (int b = 0; b < packing.sequences(); b++) {
      long key = DropoutMask.key(tape.training, place, tape.batch.exampleIds()[b]);
      for (int t = 0; t < packing.length(b); t++) {
        int column = packing.column(t, b);
        long index = tape.training.dropout().variational() ? tokens[column] : t;
        if (tokens[column] >= 0 && DropoutMask.drops(key, index, rate)) {
          kept[column] = -1;
        }
      }
    }
    return kept;
  }

  /** A given first input is one more column of the table for each sequence. */
  private void readFirstInput(StackTape tape) {
    if (tape.batch.firstInput() == null) {
      return;
    }
    if (config.bidirectional() || config.featureSize() > 0) {
      throw new IllegalArgumentException(
          "a first input must go to a unidirectional network of symbols, got " + config);
    }
    tape.firstColumns = tape.batch.packing().sequences();
    for (int b = 0; b < tape.firstColumns; b++) {
      tape.symbols.slots()[b] = 1 + tape.symbols.count() + b;
    }
  }

  /** (E, U + first) the embeddings of the table's symbols, then the given first inputs. */
  private void gatherEmbeddings(float[] parameters, StackTape tape) {
    int e = config.embeddingSize();
    int u = tape.symbols.count();
    float[] gathered = tape.gathered.atLeast(e * (u + tape.firstColumns));
    for (int i = 0; i < u; i++) {
      int row = embedding.offset() + e * tape.symbols.symbol(i);
      for (int k = 0; k < e; k++) {
        gathered[e * i + k] = tape.symbolScale * parameters[row + k];
      }
    }
    if (tape.firstColumns > 0) {
      System.arraycopy(tape.batch.firstInput(), 0, gathered, e * u, e * tape.firstColumns);
    }
  }

  private void reverseSlots(StackTape tape) {
    if (tape.reversal != null) {
      int columns = tape.batch.packing().columns();
      if (tape.reversedSlots.length < columns) {
        tape.reversedSlots = new int[columns];
      }
      for (int i = 0; i < columns; i++) {
        tape.reversedSlots[i] = tape.symbols.slots()[tape.reversal[i]];
      }
    }
  }

  /** (E + F, N) a dense input that dropout treats element by element. */
  private void embedEachStep(float[] parameters, StackTape tape, int[] tokens) {
    if (tape.batch.firstInput() != null) {
      throw new IllegalArgumentException("dropout.input must be 0 with a first input");
    }
    int columns = tape.batch.packing().columns();
    int e = config.embeddingSize();
    int f = config.featureSize();
    tape.tokens = tokens;
    float[] x = tape.gathered.atLeast((e + f) * columns);
    for (int i = 0; i < columns; i++) {
      int at = (e + f) * i;
      for (int k = 0; k < e; k++) {
        x[at + k] =
            tokens[i] < 0
                ? 0f
                : tape.symbolScale * parameters[embedding.offset() + e * tokens[i] + k];
      }
      if (f > 0) {
        System.arraycopy(tape.batch.features(), f * i, x, at + e, f);
      }
    }
    StackTape.Layer layer = tape.layers[0];
    layer.x = x;
    layer.xAt = 0;
    mask(tape, layer, e + f, inputRate(tape), DropoutMask.INPUT);
  }

  /** Replaces the dense input of a layer, (width, N), by a copy with dropped elements. */
  void mask(StackTape tape, StackTape.Layer layer, int width, float rate, int place) {
    SequenceBatch batch = tape.batch;
    int size = width * batch.packing().columns();
    float[] mask = layer.mask.atLeast(size);
    float[] masked = layer.masked.atLeast(size);
    DropoutMask.fill(mask, width, batch.packing(), batch.exampleIds(), rate, tape.training, place);
    Matrices.multiply(mask, 0, layer.x, layer.xAt, masked, 0, size);
    layer.x = masked;
    layer.xAt = 0;
  }

  // ---- forward ----------------------------------------------------------------------------------

  /** (N) the table column of each step, in the order of the direction; null without symbols. */
  int[] slots(StackTape tape, int d) {
    if (!hasSymbols() || tape.embedsEachStep) {
      return null;
    }
    return d == 0 ? tape.symbols.slots() : tape.reversedSlots;
  }

  /** Columns of the table of the first layer. */
  int slotCount(StackTape tape) {
    boolean table = hasSymbols() && !tape.embedsEachStep;
    return table ? 1 + tape.symbols.count() + tape.firstColumns : 1;
  }

  /** The table of a direction of a layer. */
  float[] table(StackTape tape, int l, int d) {
    return l == 0 && tape.hasProducts
        ? tape.products.tables()[d]
        : tape.layers[l].directions[d].table.floats();
  }

  SymbolProducts symbolProducts(float[] parameters, LayerWeights[] weights) {
    int v = config.vocabularySize();
    int e = config.embeddingSize();
    float[][] tables = new float[weights.length][];
    for (int d = 0; d < weights.length; d++) {
      int rows = weights[d].rows();
      float[] table = new float[rows * (1 + v)];
      fillWithBias(parameters, weights[d], table, 1 + v);
      int wx = weights[d].input().offset();
      int at = embedding.offset();
      blas.gemm(
          false,
          false,
          rows,
          v,
          e,
          1f,
          parameters,
          wx,
          rows,
          parameters,
          at,
          e,
          1f,
          table,
          rows,
          rows);
      tables[d] = table;
    }
    return new SymbolProducts(tables);
  }

  private static void fillWithBias(
      float[] parameters, LayerWeights w, float[] table, int slotCount) {
    for (int i = 0; i < slotCount; i++) {
      System.arraycopy(parameters, w.bias().offset(), table, w.rows() * i, w.rows());
    }
  }

  /** Fills the table, and z by the product with the dense input where there is one. */
  void project(float[] parameters, StackTape tape, int l, int d, LayerWeights w) {
    StackTape.Layer layer = tape.layers[l];
    StackTape.Direction direction = layer.directions[d];
    int rows = w.rows();
    int slotCount = l == 0 ? slotCount(tape) : 1;
    if (l > 0 || !tape.hasProducts) {
      float[] table = direction.table.atLeast(rows * slotCount);
      fillWithBias(parameters, w, table, slotCount);
      if (slotCount > 1) {
        addSymbols(parameters, tape, w, table, slotCount);
      }
    }
    if (layer.x != null) {
      int width = denseWidth(tape, l);
      int columns = tape.batch.packing().columns();
      float[] x = layer.x;
      int xAt = layer.xAt;
      if (d == 1) {
        x = layer.reversedInput.atLeast(width * columns);
        Matrices.permuteColumns(layer.x, layer.xAt, width, tape.reversal, columns, x);
        xAt = 0;
      }
      int wx = w.input().offset() + rows * denseFirst(tape, l);
      if (!direction.cell.keepsSteps()) {
        direction.cell.readDense(x, xAt, width, parameters, wx);
        return;
      }
      float[] z = direction.cell.z();
      blas.gemm(
          false,
          false,
          rows,
          columns,
          width,
          1f,
          parameters,
          wx,
          rows,
          x,
          xAt,
          width,
          0f,
          z,
          0,
          rows);
    }
  }

  private void addSymbols(
      float[] parameters, StackTape tape, LayerWeights w, float[] table, int slotCount) {
    int rows = w.rows();
    int wx = w.input().offset();
    int u = tape.symbols.count();
    if (embedding != null) {
      int e = config.embeddingSize();
      blas.gemm(
          false,
          false,
          rows,
          slotCount - 1,
          e,
          1f,
          parameters,
          wx,
          rows,
          tape.gathered.floats(),
          0,
          e,
          1f,
          table,
          rows,
          rows);
      return;
    }
    for (int i = 0; i < u; i++) {
      int column = wx + rows * tape.symbols.symbol(i);
      Matrices.addScaled(tape.symbolScale, parameters, column, table, rows * (1 + i), rows);
    }
    if (tape.firstColumns > 0) {
      int v = config.vocabularySize();
      blas.gemm(
          false,
          false,
          rows,
          tape.firstColumns,
          v,
          1f,
          parameters,
          wx,
          rows,
          tape.batch.firstInput(),
          0,
          v,
          1f,
          table,
          rows * (1 + u),
          rows);
    }
  }

  /** First row of W_xᵀ that belongs to the dense input of a layer. */
  private int denseFirst(StackTape tape, int l) {
    return l > 0 || tape.embedsEachStep || !hasSymbols() ? 0 : symbolWidth();
  }

  private int denseWidth(StackTape tape, int l) {
    if (l > 0) {
      return config.stackWidth();
    }
    return tape.embedsEachStep ? config.inputSize() : config.featureSize();
  }

  // ---- backward ---------------------------------------------------------------------------------

  /** Adds the gradients of W_x and of the embedding of the first layer. */
  void backward(
      float[] parameters,
      StackTape tape,
      LayerWeights[] weights,
      Gradients gradients,
      boolean wantsInput) {
    if (slotCount(tape) > 1) {
      if (embedding != null) {
        embeddingBackward(parameters, tape, weights, gradients);
      } else {
        oneHotBackward(parameters, tape, weights, gradients);
      }
    }
    StackTape.Layer layer = tape.layers[0];
    if (layer.x != null) {
      int width = denseWidth(tape, 0);
      boolean wantsDx = wantsInput || tape.embedsEachStep;
      float[] dx = wantsDx ? layer.dInput.atLeast(width * tape.batch.packing().columns()) : null;
      denseBackward(parameters, tape, 0, weights, gradients, dx, 0);
      if (tape.embedsEachStep) {
        for (int i = 0; i < tape.batch.packing().columns(); i++) {
          if (tape.tokens[i] >= 0) {
            addToEmbedding(dx, width * i, tape.tokens[i], tape.symbolScale, gradients);
          }
        }
      }
    }
  }

  private void oneHotBackward(
      float[] parameters, StackTape tape, LayerWeights[] weights, Gradients gradients) {
    int u = tape.symbols.count();
    int v = config.vocabularySize();
    for (int d = 0; d < weights.length; d++) {
      Slice wx = weights[d].input();
      int rows = weights[d].rows();
      float[] sums = tape.layers[0].directions[d].cell.columnSums();
      RowSet touched = gradients.touched(wx);
      for (int i = 0; i < u; i++) {
        int symbol = tape.symbols.symbol(i);
        touched.add(symbol);
        int to = wx.offset() + rows * symbol;
        Matrices.addScaled(tape.symbolScale, sums, rows * (1 + i), gradients.values(), to, rows);
      }
      if (tape.firstColumns > 0) {
        for (int symbol = 0; symbol < v; symbol++) {
          touched.add(symbol);
        }
        int m = tape.firstColumns;
        int first = rows * (1 + u);
        float[] dx = tape.dFirstInput.atLeast(v * m);
        float[] x = tape.batch.firstInput();
        int at = wx.offset();
        blas.gemm(
            false,
            true,
            rows,
            v,
            m,
            1f,
            sums,
            first,
            rows,
            x,
            0,
            v,
            1f,
            gradients.values(),
            at,
            rows);
        blas.gemm(
            true, false, v, m, rows, 1f, parameters, at, rows, sums, first, rows, 0f, dx, 0, v);
      }
    }
  }

  private void embeddingBackward(
      float[] parameters, StackTape tape, LayerWeights[] weights, Gradients gradients) {
    int e = config.embeddingSize();
    int u = tape.symbols.count();
    int n = u + tape.firstColumns;
    float[] x = tape.gathered.floats();
    float[] dx = tape.dGathered.atLeast(e * n);
    for (int d = 0; d < weights.length; d++) {
      int wx = weights[d].input().offset();
      int rows = weights[d].rows();
      float[] sums = tape.layers[0].directions[d].cell.columnSums();
      float[] dWx = gradients.values();
      blas.gemm(false, true, rows, e, n, 1f, sums, rows, rows, x, 0, e, 1f, dWx, wx, rows);
      float beta = d == 0 ? 0f : 1f;
      blas.gemm(
          true, false, e, n, rows, 1f, parameters, wx, rows, sums, rows, rows, beta, dx, 0, e);
    }
    for (int i = 0; i < u; i++) {
      addToEmbedding(dx, e * i, tape.symbols.symbol(i), tape.symbolScale, gradients);
    }
    if (tape.firstColumns > 0) {
      System.arraycopy(
          dx, e * u, tape.dFirstInput.atLeast(e * tape.firstColumns), 0, e * tape.firstColumns);
    }
  }

  private void addToEmbedding(float[] dx, int at, int symbol, float scale, Gradients gradients) {
    int e = config.embeddingSize();
    int row = embedding.offset() + e * symbol;
    Matrices.addScaled(scale, dx, at, gradients.values(), row, e);
    if (embedding.sparseRows() > 0) {
      gradients.touched(embedding).add(symbol);
    }
  }

  /**
   * Adds the gradients of the dense part of W_x of all directions of a layer.
   *
   * @param dx overwritten by ∂L/∂x, (width, N) from {@code dxAt} on; null where not needed
   */
  void denseBackward(
      float[] parameters,
      StackTape tape,
      int l,
      LayerWeights[] weights,
      Gradients gradients,
      float[] dx,
      int dxAt) {
    StackTape.Layer layer = tape.layers[l];
    int columns = tape.batch.packing().columns();
    int width = denseWidth(tape, l);
    for (int d = 0; d < weights.length; d++) {
      CellTape cell = layer.directions[d].cell;
      int rows = weights[d].rows();
      int wx = weights[d].input().offset() + rows * denseFirst(tape, l);
      float[] x = d == 0 ? layer.x : layer.reversedInput.floats();
      int xAt = d == 0 ? layer.xAt : 0;
      float[] dz = cell.z();
      float[] dWx = gradients.values();
      blas.gemm(
          false, true, rows, width, columns, 1f, dz, 0, rows, x, xAt, width, 1f, dWx, wx, rows);
      if (dx == null) {
        continue;
      }
      if (d == 0) {
        blas.gemm(
            true,
            false,
            width,
            columns,
            rows,
            1f,
            parameters,
            wx,
            rows,
            dz,
            0,
            rows,
            0f,
            dx,
            dxAt,
            width);
      } else {
        float[] reversed = layer.dReversedInput.atLeast(width * columns);
        blas.gemm(
            true,
            false,
            width,
            columns,
            rows,
            1f,
            parameters,
            wx,
            rows,
            dz,
            0,
            rows,
            0f,
            reversed,
            0,
            width);
        for (int i = 0; i < columns; i++) {
          Matrices.add(reversed, width * tape.reversal[i], dx, dxAt + width * i, width);
        }
      }
    }
    if (dx != null && layer.x == layer.masked.floats()) {
      Matrices.multiply(dx, dxAt, layer.mask.floats(), 0, dx, dxAt, width * columns);
    }
  }
}
