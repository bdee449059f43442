/// What a network's outputs are under a loss, and so what is left to do to get an answer.
public enum OutputForm: Sendable {
  /// The answers themselves: values, or probabilities.
  case answers
  /// One logit a class: softmax makes them probabilities.
  case softmaxLogits
  /// Logits of yes or no answers: sigmoid makes each a probability.
  case sigmoidLogits
}
