/// A value of generic type as the concrete type that it has.
///
/// For dispatchers that have found out which number type they run in.
/// - Precondition: The value has that type.
package func concrete<Value, Concrete>(_ value: Value) -> Concrete {
  guard let concrete = value as? Concrete else {
    preconditionFailure("\(Value.self) is no \(Concrete.self)")
  }
  return concrete
}
