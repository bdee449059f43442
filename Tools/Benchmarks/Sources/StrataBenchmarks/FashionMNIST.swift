import Strata

/// The training images of Fashion-MNIST, from Debian's package dataset-fashion-mnist.
enum FashionMNIST {
  static let folder = "/usr/share/datasets/fashion-mnist"

  /// The first `count` images, their pixels from 0 to 1, and their labels.
  static func training(_ count: Int) throws -> Dataset {
    var images = try ByteStream(path: folder + "/train-images-idx3-ubyte.gz")
    var labels = try ByteStream(path: folder + "/train-labels-idx1-ubyte.gz")
    let pixels = try IDXArray(&images).floats.prefix(count * 784).map { $0 / 255 }
    let classes = try IDXArray(&labels).floats.prefix(count).map { Int32($0) }
    return try Dataset(
      inputs: Tensor(shape: [classes.count, 784], elements: pixels), targets: .classes(classes))
  }
}
