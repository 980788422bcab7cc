package dev.unroll.network;

/**
 * W_x e_v + b of every symbol v of a vocabulary: what the first layer of a stack reads, computed
 * once instead of for each batch. Immutable and free to share among threads; holds for the
 * parameters that it was made from.
 *
 * @param tables for each direction (G·H, 1 + V): b, then W_x e_v + b of each symbol
 */
public record SymbolProducts(float[][] tables) {}
