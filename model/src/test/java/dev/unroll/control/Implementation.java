package dev.unroll.control;

import java.util.Map;

/** A way to compute networks: the control, or the kernels that are compared with it. */
public interface Implementation {

  /**
   * @param parameters every parameter of {@link NetworkSpec#shapes()}
   */
  SequenceModel network(NetworkSpec spec, Map<String, Tensor> parameters);

  /**
   * @param parameters every parameter of {@link EncoderDecoderSpec#shapes()}
   */
  PairModel encoderDecoder(EncoderDecoderSpec spec, Map<String, Tensor> parameters);

  /**
   * An adaptive softmax by itself: loss, {@code target-log-probabilities}, {@code
   * log-probabilities} and the gradients.
   *
   * @param x (N, size)
   * @param labels (N)
   */
  Map<String, Tensor> adaptiveSoftmax(
      HeadSpec spec, Map<String, Tensor> parameters, double[][] x, int[] labels);

  /** The control. */
  Implementation CONTROL =
      new Implementation() {
        @Override
        public SequenceModel network(NetworkSpec spec, Map<String, Tensor> parameters) {
          return new ControlNetwork(spec, parameters);
        }

        @Override
        public PairModel encoderDecoder(EncoderDecoderSpec spec, Map<String, Tensor> parameters) {
          return new ControlEncoderDecoder(spec, parameters);
        }

        @Override
        public Map<String, Tensor> adaptiveSoftmax(
            HeadSpec spec, Map<String, Tensor> parameters, double[][] x, int[] labels) {
          return ControlAdaptiveSoftmax.run(spec, parameters, x, labels);
        }
      };
}
