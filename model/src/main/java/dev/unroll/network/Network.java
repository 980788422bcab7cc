package dev.unroll.network;

import dev.unroll.batch.Batch;
import dev.unroll.parameter.Gradients;
import dev.unroll.parameter.ParameterLayout;

/**
 * The shape of a model and its computations. Immutable and free of parameters: these are a flat
 * array that is passed in, so that one network serves any number of threads and parameter sets.
 *
 * <pre>{@code
 * Network network = new SequenceNetwork(config);
 * float[] parameters = network.initialize(Initialization.DEFAULT, seed);
 * Workspace workspace = network.newWorkspace();
 * Gradients gradients = new Gradients(network.layout());
 * LossSum sum = network.gradients(parameters, batch, training, workspace, gradients);
 * }</pre>
 */
public sealed interface Network permits SequenceNetwork, EncoderDecoder {

  /** The parameters' names, shapes and places. */
  ParameterLayout layout();

  /** Scratch for one thread; grows to the largest batch it has seen. */
  Workspace newWorkspace();

  /**
   * Forward and backward through one batch. Adds the gradient of the sum of the losses into {@code
   * gradients}.
   *
   * @throws IllegalArgumentException if the batch does not fit the network
   */
  LossSum gradients(
      float[] parameters, Batch batch, Training training, Workspace workspace, Gradients gradients);

  /** The sum of the losses of one batch, without dropout or class weights. */
  LossSum loss(float[] parameters, Batch batch, Workspace workspace);

  /** Fresh parameters, a function of the seed alone. */
  default float[] initialize(Initialization initialization, long seed) {
    return initialization.parameters(layout(), seed);
  }
}
