import StrataPredict

let fraud = try Fraud()
for country in Fraud.Input.Country.allCases {
  let payment = Fraud.Input(amount: 420, hour: 12, country: country)
  let output = try fraud.predict(payment)
  print(country.rawValue, output.label, output[.yes])
}
