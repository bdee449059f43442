// Counts the allocations of predictions and of training steps, and prints them, one case a line. For
// `AllocationTests`.

import CAllocationCounter
import Strata

/// The allocations while something runs, on all threads.
func allocations(_ body: () throws -> Void) rethrows -> Int {
  allocation_counter_start()
  defer { _ = allocation_counter_stop() }
  try body()
  return allocation_counter_stop()
}

@main
enum AllocationProbe {
  static func main() throws {
    // The counter counts: an array is memory.
    var kept: [[Int]] = []
    kept.reserveCapacity(1)
    let count = Int(CommandLine.argc)
    print("array:", allocations { kept.append(Array(repeating: 1, count: count)) })
    for (name, model) in try PredictionCase.models() {
      for threads in [1, 2] {
        for callers in [1, 2, 4] {
          for samples in [1, 8, 33, 512] {
            let count = try PredictionCase(
              model: model, threads: threads, callers: callers, samples: samples
            ).count()
            print("predict \(name), \(threads) threads, \(callers) callers, \(samples):", count)
          }
        }
      }
      print("predict \(name) unprepared:", try PredictionCase.unprepared(model))
    }
    for training in try TrainingCase.all() {
      for threads in [1, 2] {
        print("steps of \(training.name), \(threads) threads:", try training.steps(threads))
        print("epoch of \(training.name), \(threads) threads:", try training.longerEpoch(threads))
      }
    }
  }
}
