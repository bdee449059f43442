// One import for a program that only predicts: no training, no data to train on, no losses, no
// Foundation.

@_exported public import StrataBytes
@_exported public import StrataFile
@_exported public import StrataLayers
@_exported public import StrataModel
@_exported public import StrataPlugin
@_exported public import StrataTensor
