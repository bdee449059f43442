private import CStrataKernels

extension Kernels<Float> {
  /// The set that the processor runs best.
  static let standard: Kernels = {
    // Filled once by the C side, then constant.
    let table = unsafe strata_kernels().pointee
    return unsafe Kernels(
      KernelTable(
        productWorkspace: { p in
          var p = unsafe strata_product_f32(p)
          return unsafe table.product_workspace(&p)
        },
        packedSize: { unsafe table.packed_size($0, $1) },
        pack: { depth, columns, b, packed in
          unsafe table.pack(depth, columns, b, columns, 1, packed)
        },
        product: { product, rows, columns, scratch in
          var p = unsafe strata_product_f32(product)
          unsafe table.product(
            &p, rows.lowerBound, rows.upperBound, columns.lowerBound, columns.upperBound, scratch)
        },
        bind: { product in
          let compute = unsafe table.product
          let p = unsafe Stable(strata_product_f32(product))
          return { rows, columns, scratch in
            unsafe compute(
              p.pointer, rows.lowerBound, rows.upperBound, columns.lowerBound, columns.upperBound,
              scratch)
          }
        },
        adam: { n, step, g, m, v, w in
          var p = strata_adam_f32(step)
          unsafe table.adam(n, &p, g, m, v, w)
        },
        exp: table.exp,
        log: table.log,
        tanh: table.tanh,
        sigmoid: table.sigmoid,
        erf: table.erf,
        gelu: table.gelu,
        relu: table.relu,
        leakyRelu: table.leaky_relu,
        tanhGradient: table.tanh_gradient,
        sigmoidGradient: table.sigmoid_gradient,
        geluGradient: table.gelu_gradient,
        reluGradient: table.relu_gradient,
        leakyReluGradient: table.leaky_relu_gradient,
        add: table.add,
        multiply: table.multiply,
        scale: table.scale,
        scaledDifference: table.scaled_difference,
        scaledSign: table.scaled_sign,
        addRow: table.add_row,
        multiplyRow: table.multiply_row,
        affineRow: table.affine_row,
        rowSum: table.row_sum,
        rowDot: table.row_dot,
        rowSquaredDistance: table.row_squared_distance,
        rowDistance: table.row_distance,
        softmax: table.softmax,
        softmaxGradient: table.softmax_gradient,
        logSumExp: table.log_sum_exp,
        columnSum: table.column_sum,
        sgd: table.sgd,
        momentum: table.momentum,
        canonicalize: table.canonicalize))
  }()
}

extension strata_product_f32 {
  fileprivate init(_ p: MatrixProduct<Float>) {
    unsafe self.init(
      rows: p.rows, columns: p.columns, depth: p.depth,
      a: p.a, a_row: p.aStrides.row, a_depth: p.aStrides.depth,
      b: p.b, b_depth: p.bStrides.depth, b_column: p.bStrides.column,
      c: p.c, c_row: p.cRow, bias: p.bias, block: p.block, join: p.join, packed: p.packed,
      finish: p.finish.rawValue, with: p.with)
  }
}

extension strata_adam_f32 {
  fileprivate init(_ step: AdamStep<Float>) {
    self.init(
      step_size: step.stepSize, beta1: step.beta1, one_minus_beta1: step.oneMinusBeta1,
      beta2: step.beta2, one_minus_beta2: step.oneMinusBeta2, correction: step.correction,
      epsilon: step.epsilon)
  }
}
