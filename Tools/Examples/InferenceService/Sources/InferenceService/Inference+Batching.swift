import StrataServing

extension Inference {
  /// The answer to one row, computed together with others that come at the same time.
  /// - Throws: ``ServiceError`` for a row that cannot wait for others.
  func batched(
    _ request: InferenceRequest, _ batching: BatchingPredictor
  ) throws(ServiceError) -> @Sendable () async -> Result<[OutputTensor], ServiceError> {
    guard !contract.takesColumns else {
      let row = row(request, 0)
      return {
        await tensors { () async throws(BatchingError) in
          try await batching.answer(row, deadline: deadline)
        }
      }
    }
    var sample = try elements(of: request)[0]
    do {
      try predictor.preparation?.input.prepareArray(&sample)
    } catch {
      throw ServiceError(400, "\(error)")
    }
    return { [sample] in
      await tensors { () async throws(BatchingError) in
        let outputs = try await batching.predict(sample, deadline: deadline)
        do throws(ModelError) {
          return try predictor.answer(outputs: outputs)
        } catch {
          throw .refused(.network(error))
        }
      }
    }
  }

  private func tensors(
    _ answer: () async throws(BatchingError) -> Answer
  ) async -> Result<[OutputTensor], ServiceError> {
    do throws(BatchingError) {
      return .success(tensors([try await answer()]))
    } catch .refused(let error) {
      return .failure(ServiceError(400, "\(error)"))
    } catch {
      return .failure(ServiceError(503, "\(error)"))
    }
  }
}
