/**
 * The recurrent cells. Read {@link dev.unroll.cell.Cell}, then {@link dev.unroll.cell.SimpleRnn},
 * the gated units and {@link dev.unroll.cell.Lstm}; {@link dev.unroll.cell.CellTape} holds the time
 * loop.
 */
package dev.unroll.cell;
