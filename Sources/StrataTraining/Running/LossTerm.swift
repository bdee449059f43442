import StrataLosses
import StrataTensor

/// What one output of the network has to do with the number that is made small.
struct LossTerm {
  let loss: any Loss
  /// What its loss is multiplied by.
  let weight: Float
  /// Between the units it is computed in and those that people read.
  let units: TargetUnits
}
