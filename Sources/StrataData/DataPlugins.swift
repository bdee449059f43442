public import StrataPlugin

/// The plugins that this module brings, for whoever assembles a registry.
public enum DataPlugins {
  /// Every data reader of the module.
  public static let all: [any Plugin.Type] = readers.map { type(of: $0) }

  static let readers: [any DataReader] = [
    CSVData(), JSONLinesData(), IDXData(), NumPyData(), PNGData(), NetpbmData(),
  ]
}
