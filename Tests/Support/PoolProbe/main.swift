// Prints what a pool's waiting costs in processor time, which other processes do not change:
// - the milliseconds that a process with an idle pool takes in a second;
// - how many times as long as alone some work takes with more threads than processors.
// For `PoolTimeTests`.

import Glibc
import StrataTensor

func processorMilliseconds(_ body: () -> Void) -> Double {
  func now() -> Double {
    var time = timespec()
    unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) * 1e3 + Double(time.tv_nsec) / 1e6
  }
  let start = now()
  body()
  return now() - start
}

func idle() -> Double {
  let pool = WorkerPool(threads: 2)
  // Work, so that the threads wait for more.
  for _ in 0..<100 { pool.run(parts: 2) { _ in } }
  usleep(50_000)
  let time = processorMilliseconds { usleep(1_000_000) }
  // The pool has lived until here.
  pool.run(parts: 2) { _ in }
  return time
}

func work(on pool: WorkerPool) -> Double {
  let parts = 8
  let sums = Buffer<Float>(count: parts * 16).view([parts, 16])
  return processorMilliseconds {
    for _ in 0..<1000 {
      pool.run(parts: parts) { part in
        var sum: Float = 0
        for index in 0..<20_000 { sum = (sum + Float(index)) * 0.5 }
        sums[part * 16] = sum
      }
    }
  }
}

print("idle:", idle())
let alone = work(on: .single)
print("oversubscribed:", work(on: WorkerPool(threads: 4 * WorkerPool.processorCount)) / alone)
