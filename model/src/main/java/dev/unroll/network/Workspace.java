package dev.unroll.network;

/** Scratch of a network; belongs to one thread, and to the network that made it. */
public sealed interface Workspace
    permits SequenceNetwork.SequenceWorkspace, EncoderDecoder.PairWorkspace {}
