import Glibc
import StrataFile
import StrataLayers
import StrataModel
import StrataTensor
import Testing

@testable import StrataExchange

/// What is exported, in the hands of Hugging Face's library and of PyTorch. Other tests do without
/// Python; these run where `python3` has both.
@Suite struct PythonTests {
  static func python(_ arguments: [String]) throws -> (status: Int32, output: String) {
    let quoted = arguments.map { "'" + $0.replacing("'", with: "'\\''") + "'" }
    let pipe = try unsafe #require(
      unsafe popen("python3 -B \(quoted.joined(separator: " ")) 2>&1", "r"))
    var output: [UInt8] = []
    var byte = unsafe fgetc(pipe)
    while byte != EOF {
      output.append(UInt8(truncatingIfNeeded: byte))
      byte = unsafe fgetc(pipe)
    }
    let status = unsafe pclose(pipe)
    return (status >> 8 & 0xFF, String(decoding: output, as: UTF8.self))
  }

  static let hasPyTorch = (try? python(["-c", "import torch, safetensors.torch"]).status) == 0

  @Test(.enabled(if: hasPyTorch, "python3 with torch and safetensors is not there"))
  func pyTorchPredictsWhatIsPredictedHere() throws {
    try withFolder { folder in
      let model = try Model(input: [4], seed: 11) {
        Dense(7, activation: .relu)
        LayerNorm()
        Dense(6, activation: .tanh)
        BatchNorm()
        PReLU(slope: 0.1)
        Dropout(0.5)
        Dense(3)
      }
      let input = (0..<20).map { Float($0) / 7 - 1 }
      let outputs = try Predictor(model).predict(Tensor(shape: [5, 4], elements: input)).elements
      for ending in ["safetensors", "npz"] {
        let path = "\(folder)/m.\(ending)"
        try Weights(model, layout: .pytorch).write(to: path)
        let (status, output) = try Self.python([
          "-c",
          """
          import sys, numpy, torch
          from torch import nn
          from safetensors.torch import load_file
          model = nn.Sequential(nn.Linear(4, 7), nn.ReLU(), nn.LayerNorm(7), nn.Linear(7, 6), nn.Tanh(),
                                nn.BatchNorm1d(6), nn.PReLU(6), nn.Dropout(), nn.Linear(6, 3))
          if sys.argv[1].endswith("npz"):
            state = {k: torch.from_numpy(v) for k, v in numpy.load(sys.argv[1]).items()}
          else:
            state = load_file(sys.argv[1])
          model.load_state_dict(state | {"5.num_batches_tracked": torch.tensor(0)})
          model.eval()
          inputs = torch.arange(20, dtype=torch.float32).reshape(5, 4) / 7 - 1
          for number in model(inputs).detach().flatten().tolist(): print(number)
          """, path,
        ])
        #expect(status == 0, "\(output)")
        let theirs = output.split(separator: "\n").compactMap { Float($0) }
        #expect(theirs.count == outputs.count)
        for (a, b) in zip(theirs, outputs) { #expect(abs(a - b) < 1e-5) }
      }
    }
  }

  @Test(.enabled(if: hasPyTorch, "python3 with torch and safetensors is not there"))
  func theLibraryReadsEveryDType() throws {
    try withFolder { folder in
      let path = folder + "/all.safetensors"
      let tensors = WeightsTests.everything()
      try Weights(tensors: tensors, metadata: [("key", "value")]).write(to: path)
      let (status, output) = try Self.python([
        "-c",
        """
        import sys, torch
        from safetensors import safe_open
        with safe_open(sys.argv[1], "pt") as file:
          print(file.metadata())
          for name in file.keys():
            tensor = file.get_tensor(name)
            data = tensor.reshape(-1).view(torch.uint8).numpy().tobytes() if tensor.numel() else b""
            print(name, list(tensor.shape), data.hex())
        """, path,
      ])
      #expect(status == 0, "\(output)")
      let lines = Set(output.split(separator: "\n").map(String.init))
      #expect(lines.contains("{'key': 'value'}") && lines.count == tensors.count + 1)
      for tensor in tensors {
        let hex = tensor.bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }
        #expect(lines.contains("\(tensor.name) \(tensor.dimensions) \(hex.joined())"))
      }
    }
  }
}
