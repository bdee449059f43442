import StrataJSON
import StrataLayers
import StrataModel
import StrataPlugin
import StrataTensor
import Testing

@testable import StrataFile

@Suite struct FileSurveyTests {
  private func look(_ bytes: [UInt8]) throws -> FileSurvey {
    try FileSurvey(bytes, name: "m.strata", plugins: plugins())
  }

  /// What reading all of a file throws; nil if nothing.
  private func error(_ bytes: [UInt8]) throws -> StrataFileError? {
    do throws(StrataFileError) {
      try StrataReader(bytes, name: "m.strata").verify()
      return nil
    } catch {
      return error
    }
  }

  // MARK: - Whole files

  @Test func aTrainedNetwork() throws {
    let file = try trainedFile()
    let survey = try look(try file.encoded())
    let reader = try StrataReader(try file.encoded(), name: "m.strata")
    #expect(survey.problems.isEmpty && !survey.isWeightsAlone)
    #expect(survey.version == reader.version && survey.byteCount == reader.byteCount)
    #expect(survey.arithmeticVersion == reader.arithmeticVersion)
    #expect(survey.contentHash == reader.contentHash)
    #expect(survey.architecture == file.model.architecture)
    #expect(survey.signature?.parameters.count == file.model.parameters.count)
    #expect(survey.state == file.state && survey.history == file.history)
    #expect(survey.metadata.map(\.key) == ["title"])
    #expect(survey.goldenRows == 4)
    #expect(survey.sections.map(\.info.type) == reader.sections.map(\.type))
    #expect(survey.sections.allSatisfy { $0.problem == nil })
    let tensors = try #require(survey.tensors)
    #expect(tensors.map(\.info.name) == reader.tensors.map(\.name))
    for (tensor, parameter) in zip(tensors, file.model.parameters) {
      #expect(tensor.summary == TensorSummary(parameter.tensor), "\(parameter.name)")
    }
  }

  @Test(arguments: Vector.all(in: "valid") + Vector.all(in: "newer"))
  func whatReadsIsWhole(_ vector: Vector) throws {
    let bytes = try vector.bytes
    guard try error(bytes) == nil else {
      // Versions and features that this program does not know: no damage, so no survey.
      #expect(throws: StrataFileError.self) { try look(bytes) }
      return
    }
    let reader = try vector.reader
    let survey = try look(bytes)
    let tensors = try #require(survey.tensors)
    #expect(tensors.allSatisfy { $0.problem == nil })
    #expect(tensors.allSatisfy { ($0.summary == nil) == ($0.info.refusal != nil) })
    let isNetwork = (try? ModelFile(reader, plugins: plugins())) != nil
    if isNetwork || survey.isWeightsAlone { #expect(survey.problems.isEmpty) }
    #expect(survey.isWeightsAlone == (reader.section(.architecture) == nil))
  }

  @Test func everyDTypeIsSummedUp() throws {
    var container = StrataContainer()
    func add(_ dtype: StoredDType, _ bytes: [UInt8], _ count: Int = 3) {
      container.tensors.append(
        TensorRecord(name: "\(dtype)", dtype: dtype, dimensions: [count], bytes: bytes))
    }
    add(.f32, bytes([Float(-1.5), 0, 3].map(\.bitPattern)))
    add(.f64, bytes([-1.5, 0, 3].map(\.bitPattern)))
    add(.f16, bytes([Float16(-1.5), 0, 3].map(\.bitPattern)))
    add(.bf16, bytes([Float(-1.5), 0, 3].map { UInt16($0.bitPattern >> 16) }))
    add(.i8, bytes([Int8(-128), 0, 127]))
    add(.i16, bytes([Int16(-300), 0, 300]))
    add(.i32, bytes([Int32(-70_000), 0, 1]))
    add(.i64, bytes([Int64(-1) << 40, 0, 1]))
    add(.u8, bytes([UInt8(0), 200, 255]))
    add(.u16, bytes([UInt16(0), 200, 65_535]))
    add(.u32, bytes([UInt32(0), 200, .max]))
    add(.u64, bytes([UInt64(0), 200, 1 << 63]))
    add(.bool, [0, 1, 1])
    let tensors = try #require(try look(try container.encoded()).tensors)
    let bounds = tensors.map { [$0.summary?.minimum, $0.summary?.maximum] }
    #expect(bounds[0] == [-1.5, 3] && bounds[1] == [-1.5, 3])
    #expect(bounds[2] == [-1.5, 3] && bounds[3] == [-1.5, 3])
    #expect(bounds[4] == [-128, 127] && bounds[5] == [-300, 300])
    #expect(bounds[6] == [-70_000, 1] && bounds[7] == [-0x1p40, 1])
    #expect(bounds[8] == [0, 255] && bounds[9] == [0, 65_535])
    #expect(bounds[10] == [0, 0xFFFF_FFFF] && bounds[11] == [0, 0x1p63] && bounds[12] == [0, 1])
    #expect(tensors.allSatisfy { $0.summary?.zeroCount == 1 && $0.summary?.count == 3 })
  }

  /// Whole numbers count as what they stand for.
  @Test func quantisedNumbersAreScaled() throws {
    let file = try ModelFile(smallModel()).converted(to: .int8)
    let tensors = try #require(try look(try file.encoded()).tensors)
    let weight = try #require(tensors.first { $0.info.dtype == .q8 })
    let parameter = try #require(file.model.parameter(weight.info.name))
    #expect(weight.summary == TensorSummary(parameter))
  }

  @Test func theSummaryDoesNotDependOnThreads() throws {
    var container = StrataContainer()
    container.tensors = [tensor("w", weights(300_000)), tensor("v", weights(1000, seed: 2))]
    let bytes = try container.encoded()
    let one = try look(bytes)
    let three = try FileSurvey(
      bytes, name: "m", plugins: plugins(), bins: 16, workers: WorkerPool(threads: 3))
    #expect(one.tensors?.map(\.summary) == three.tensors?.map(\.summary))
    #expect(one.tensors?.first?.summary == TensorSummary(Tensor(weights(300_000))))
  }

  // MARK: - Damage

  /// Wherever a bit is flipped: the first problem is what reading throws, and most of the file is good.
  @Test func everyByteFlipped() throws {
    let file = try trainedFile().encoded()
    let whole = try look(file)
    let sections = whole.sections.count
    for index in file.indices {
      var damaged = file
      damaged[index] ^= 1 << (index % 8)
      let survey = try look(damaged)
      let expected = try #require(try error(damaged))
      guard case .file(expected)? = survey.problems.first else {
        Issue.record("byte \(index): expected \(expected), got \(survey.problems)")
        continue
      }
      // One byte damages one part. The table takes all with it, and so do the trailer's fields that say where
      // it is, and the byte before them, where it makes the size of the file more than can be.
      let good = survey.sections.count { $0.problem == nil }
      let tensors = survey.tensors?.count { $0.problem == nil }
      let inTable =
        index >= file.count - 64 - 40 * sections && index < file.count - 64
        || (file.count - 57..<file.count - 40).contains(index)
      if !inTable {
        #expect(survey.sections.count == sections && good >= sections - 1, "byte \(index)")
        #expect(tensors ?? .max >= (whole.tensors?.count ?? 0) - 1, "byte \(index)")
      }
    }
  }

  @Test func cutAtEveryByte() throws {
    let file = try trainedFile().encoded()
    for count in stride(from: 0, to: file.count, by: 7) {
      let cut = Array(file[..<count])
      let survey = try look(cut)
      let expected = try #require(try error(cut))
      guard case .file(expected)? = survey.problems.first else {
        Issue.record("cut to \(count): expected \(expected), got \(survey.problems)")
        continue
      }
    }
  }

  @Test(arguments: Vector.all(in: "invalid"))
  func theFirstProblemIsWhatReadingThrows(_ vector: Vector) throws {
    let bytes = try vector.bytes
    let expected = try #require(try error(bytes))
    do throws(StrataFileError) {
      let survey = try FileSurvey(bytes, name: "m.strata", plugins: .init())
      guard case .file(expected)? = survey.problems.first else {
        Issue.record("expected \(expected), got \(survey.problems)")
        return
      }
    } catch {
      #expect(error == expected)
    }
  }

  /// What is whole and no network: what reading it as a model throws, and the rest is there.
  @Test(arguments: Vector.all(in: "unusable"))
  func whatIsNoNetworkIsSaid(_ vector: Vector) throws {
    let survey = try look(try vector.bytes)
    #expect(survey.tensors?.allSatisfy { $0.problem == nil } == true)
    let (reader, plugins) = (try vector.reader, try plugins())
    do throws(ModelFileError) {
      _ = try ModelFile(reader, plugins: plugins)
      // Only running it tells.
      #expect(vector.path.contains("golden") && survey.problems.isEmpty)
    } catch {
      #expect(survey.problems.first?.description == error.description)
    }
  }

  @Test func theOtherSectionsOfADamagedFileAreRead() throws {
    let file = try trainedFile()
    let bytes = try file.encoded()
    for section in try look(bytes).sections where section.info.type != .tensors {
      var damaged = bytes
      damaged[section.info.offset] ^= 0x10
      let survey = try look(damaged)
      let bad = survey.sections.filter { $0.problem != nil }.map(\.info.type)
      #expect(bad == [section.info.type])
      guard
        case .damaged(_, let part, section.info.offset, _)? = survey.sections.first(where: {
          $0.problem != nil
        })?.problem
      else {
        Issue.record("\(section.info.type)")
        continue
      }
      #expect(part == "section \(section.info.type)")
      #expect((survey.architecture == nil) == (section.info.type == .architecture))
      #expect((survey.state == nil) == (section.info.type == .trainingState))
      #expect(survey.history.isEmpty == (section.info.type == .history))
      #expect(survey.metadata.isEmpty == (section.info.type == .metadata))
      #expect((survey.tensors == nil) == (section.info.type == .index))
      #expect(survey.contentHash == nil)
    }
  }

  @Test func theOtherTensorsOfADamagedFileAreRead() throws {
    let bytes = try trainedFile().encoded()
    let whole = try #require(try look(bytes).tensors)
    for (index, tensor) in whole.enumerated() where tensor.info.storedByteCount > 0 {
      var damaged = bytes
      damaged[tensor.info.offset] ^= 1
      let survey = try look(damaged)
      let tensors = try #require(survey.tensors)
      #expect(tensors.indices.filter { tensors[$0].problem != nil } == [index])
      for other in tensors.indices where other != index {
        #expect(tensors[other].summary == whole[other].summary)
      }
      #expect(survey.problems.count == 1 && survey.architecture != nil)
    }
  }

  @Test func whatIsNoDamageIsThrown() throws {
    #expect(throws: StrataFileError.self) {
      try FileSurvey(path: "/nowhere/m.strata", plugins: plugins())
    }
    let bytes = try trainedFile().encoded()
    let error = #expect(throws: StrataFileError.self) {
      try FileSurvey(
        bytes, name: "m.strata", plugins: plugins(), limits: ReadLimits(sectionBytes: 10))
    }
    guard case .limit(_, "unpacked sections", 10, _) = error else {
      Issue.record("got \(error.debugDescription)")
      return
    }
  }
}
