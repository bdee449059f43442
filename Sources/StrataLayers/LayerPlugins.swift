public import StrataPlugin

/// The plugins that this module brings, for whoever assembles a registry.
public enum LayerPlugins {
  /// Every layer, activation, initializer and constraint of the module.
  public static let all: [any Plugin.Type] = [
    Dense.self, Dropout.self, Flatten.self, Reshape.self, Rescaling.self, Normalization.self,
    BatchNorm.self, LayerNorm.self, RMSNorm.self, ActivationLayer.self, PReLU.self,
    AlphaDropout.self, GaussianNoise.self, Embedding.self, OneHot.self, Add.self, Subtract.self,
    Multiply.self, Average.self, Maximum.self, Concatenate.self,

    Identity.self, Sigmoid.self, LogSigmoid.self, HardSigmoid.self, Tanh.self, HardTanh.self,
    ReLU.self, ReLU6.self, LeakyReLU.self, ELU.self, SELU.self, CELU.self, GELU.self, GELUTanh.self,
    SiLU.self, HardSwish.self, Mish.self, Softplus.self, Softsign.self, Softmax.self,
    LogSoftmax.self,

    Zeros.self, Constant.self, Uniform.self, Normal.self, GlorotUniform.self, GlorotNormal.self,
    HeUniform.self, HeNormal.self, LecunNormal.self, GivenValues.self,

    MaxNorm.self, UnitNorm.self, NonNegative.self,
  ]
}
