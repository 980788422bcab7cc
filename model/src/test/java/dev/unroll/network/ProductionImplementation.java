package dev.unroll.network;

import dev.unroll.control.EncoderDecoderSpec;
import dev.unroll.control.HeadSpec;
import dev.unroll.control.Implementation;
import dev.unroll.control.NetworkSpec;
import dev.unroll.control.PairModel;
import dev.unroll.control.SequenceModel;
import dev.unroll.control.Tensor;
import java.util.Map;

/** The float kernels behind the interface of the control. */
public final class ProductionImplementation implements Implementation {

  @Override
  public SequenceModel network(NetworkSpec spec, Map<String, Tensor> parameters) {
    return new ProductionSequenceModel(spec, parameters);
  }

  @Override
  public PairModel encoderDecoder(EncoderDecoderSpec spec, Map<String, Tensor> parameters) {
    return new ProductionPairModel(spec, parameters);
  }

  @Override
  public Map<String, Tensor> adaptiveSoftmax(
      HeadSpec spec, Map<String, Tensor> parameters, double[][] x, int[] labels) {
    return ProductionAdaptiveSoftmax.run(spec, parameters, x, labels);
  }
}
