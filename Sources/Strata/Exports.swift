// One import for everything: this module only re-exports.

@_exported public import StrataBytes
@_exported public import StrataData
@_exported public import StrataExchange
@_exported public import StrataFile
@_exported public import StrataImages
@_exported public import StrataJSON
@_exported public import StrataLayers
@_exported public import StrataLosses
@_exported public import StrataModel
@_exported public import StrataNumPy
@_exported public import StrataPlugin
@_exported public import StrataPluginLibrary
@_exported public import StrataPredict
@_exported public import StrataSafeTensors
@_exported public import StrataServing
@_exported public import StrataTensor
@_exported public import StrataTraining
