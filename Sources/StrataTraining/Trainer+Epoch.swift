import StrataData
import StrataLosses
import StrataLayers
import StrataModel
import StrataPlugin
import StrataTensor

extension Trainer {
  /// One pass over the data, and what it gave.
  func epoch(
    _ data: Dataset, _ validation: Dataset?, lastEpoch: Int, _ callbacks: [any Callback]
  ) throws(TrainingError) -> EpochRecord {
    let order = SampleOrder.shuffled(
      data.count, RandomStream(seed: state.seed, purpose: .shuffling, step: state.epoch))
    var accumulators = metrics.map { $0.accumulator() }
    let size = min(state.batchSize, data.count)
    let steps = (data.count + size - 1) / size
    var lossSum = 0.0
    var progress = TrainingProgress(
      epoch: state.epoch + 1, lastEpoch: lastEpoch, stepsPerEpoch: steps,
      samplesPerEpoch: data.count,
      metrics: metrics.map { EpochRecord.Measure(type(of: $0).kind, 0) })
    for step in 0..<steps {
      let range = step * size..<min((step + 1) * size, data.count)
      let batch = try runner.batch(of: range.count)
      batch.fill(data, order[range], units, arithmetic)
      let loss = Double(try self.step(batch))
      guard loss.isFinite else {
        throw .diverged(epoch: state.epoch + 1, step: step + 1, loss: loss)
      }
      lossSum += loss * Double(range.count)
      for index in accumulators.indices {
        accumulators[index].add(batch.answers.readOnly, batch.targets)
      }
      // Asked only when somebody will see it.
      if !callbacks.isEmpty || step == steps - 1 {
        for index in accumulators.indices {
          progress.metrics[index].value = accumulators[index].value
        }
      }
      progress.step = step + 1
      progress.samples = range.upperBound
      progress.loss = lossSum / Double(range.upperBound)
      for callback in callbacks { callback.stepEnded(progress) }
    }
    let validated = try validation.map { data throws(TrainingError) in
      try Evaluator(model, loss: loss, metrics: metrics, workers: arithmetic.workers)
        .evaluate(data)
    }
    let record = EpochRecord(
      epoch: state.epoch + 1, loss: lossSum / Double(data.count), metrics: progress.metrics,
      validationLoss: validated?.loss, validationMetrics: validated?.metrics ?? [])
    state.epoch += 1
    state.history.append(record)
    for callback in callbacks { callback.epochEnded(progress, record) }
    return record
  }

  /// One step on a filled batch: forward, loss, backward, clipping, then all updates.
  private func step(_ batch: BatchRunner.Batch) throws(TrainingError) -> Float {
    let plan = batch.plan
    untrained.keep()
    do throws(ModelError) {
      try plan.forward(mode: .training, seed: state.seed, step: state.step)
    } catch {
      untrained.putBack()
      throw .model(error)
    }
    let outputs = batch.outputs
    if units.areScaled || !metrics.isEmpty {
      units.answers(outputs, into: batch.answers, arithmetic)
    }
    // Losses are shown in the targets' own units; gradients are those of the scaled ones.
    let loss =
      units.areScaled
      ? self.loss.mean(
        batch.answers.readOnly, batch.targets, room: batch.losses, sum: batch.lossSum, arithmetic)
      : self.loss.mean(outputs, batch.targets, room: batch.losses, sum: batch.lossSum, arithmetic)
    // All parameters stay as they were before the loss went wrong.
    guard loss.isFinite else {
      untrained.putBack()
      return loss
    }
    self.loss.gradient(
      outputs, batch.scaledTargets, scale: 1 / Float(plan.batch),
      into: plan.outputGradients[0].reshaped(to: outputs.shape), arithmetic)
    state.step += 1
    let moved: Int?
    do throws(ModelError) {
      moved = try backward(plan)
    } catch {
      state.step -= 1
      untrained.putBack()
      throw .model(error)
    }
    clipping.clip(on: arithmetic)
    for index in updates.indices where index != moved { update(index, with: arithmetic) }
    return loss
  }

  /// All gradients; the last parameter's is used up as it is computed, where nothing has to be known
  /// of it before.
  /// - Returns: Where in `updates` the parameter is that was moved.
  private func backward(_ plan: Plan<Float>) throws(ModelError) -> Int? {
    guard clipping.isNone, optimizer.isRecordable, let parameter = plan.streamedParameter,
      let index = trained.firstIndex(of: parameter)
    else {
      try plan.backward()
      return nil
    }
    streamedUpdate.removeAll()
    update(index, with: Arithmetic(recording: streamedUpdate))
    return try plan.backward(movingBy: streamedUpdate) ? index : nil
  }

  private func update(_ index: Int, with arithmetic: Arithmetic<Float>) {
    var update = updates[index]
    update.step = state.step - state.optimizerStart
    update.arithmetic = arithmetic
    optimizer.update(update)
  }
}
