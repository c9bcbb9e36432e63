public import Primitives

/// An account of the general ledger.
public struct LedgerAccount: Sendable, Hashable {
  /// The side of the books the account stands on.
  public enum Kind: String, Sendable, Codable, CaseIterable {
    case asset, liability, revenue, expense

    /// True where a debit makes the balance grow.
    public var growsByDebit: Bool { self == .asset || self == .expense }
  }

  public var code: LedgerAccountCode
  public var name: LocalizedText
  public var kind: Kind

  public init(code: LedgerAccountCode, name: LocalizedText, kind: Kind) {
    self.code = code
    self.name = name
    self.kind = kind
  }
}

/// The accounts a seller's books may use.
public struct ChartOfAccounts: Sendable, Hashable {
  /// In ascending order of code, each code once.
  public let accounts: [LedgerAccount]

  /// Of accounts with the same code the first counts.
  public init(_ accounts: [LedgerAccount]) {
    var unique: [LedgerAccount] = []
    for account in accounts.sorted(by: { $0.code < $1.code }) where unique.last?.code != account.code { unique.append(account) }
    self.accounts = unique
  }

  public subscript(code: LedgerAccountCode) -> LedgerAccount? {
    var low = 0
    var high = accounts.count
    while low < high {
      let middle = (low + high) / 2
      if accounts[middle].code < code { low = middle + 1 } else { high = middle }
    }
    return low < accounts.count && accounts[low].code == code ? accounts[low] : nil
  }

  /// The chart a new installation starts with. Numbers follow the usual German industrial chart (SKR 03) where it
  /// has a fitting account.
  public static let standard = ChartOfAccounts([
    LedgerAccount(code: "1360", name: LocalizedText(["en": "Payments in transit", "es": "Pagos en tránsito", "ko": "결제 대기금", "ro": "Plăți în tranzit"]), kind: .asset),
    LedgerAccount(code: "1361", name: LocalizedText(["en": "Transfers between balances", "es": "Traspasos entre saldos", "ko": "잔액 간 이체", "ro": "Transferuri între solduri"]), kind: .asset),
    LedgerAccount(code: "1400", name: LocalizedText(["en": "Receivables", "es": "Clientes", "ko": "매출채권", "ro": "Creanțe clienți"]), kind: .asset),
    LedgerAccount(code: "1410", name: LocalizedText(["en": "Unbilled receivables", "es": "Clientes, pendiente de facturar", "ko": "미청구 채권", "ro": "Clienți, facturi de întocmit"]), kind: .asset),
    LedgerAccount(code: "1710", name: LocalizedText(["en": "Prepaid balances", "es": "Saldos prepago", "ko": "선불 잔액", "ro": "Solduri preplătite"]), kind: .liability),
    LedgerAccount(code: "1776", name: LocalizedText(["en": "Tax payable", "es": "Impuestos repercutidos", "ko": "부가세예수금", "ro": "TVA colectată"]), kind: .liability),
    LedgerAccount(code: "3700", name: LocalizedText(["en": "Payable to third parties", "es": "Acreedores por cuenta ajena", "ko": "제삼자 미지급금", "ro": "Datorii față de terți"]), kind: .liability),
    LedgerAccount(code: "3900", name: LocalizedText(["en": "Deferred revenue", "es": "Ingresos anticipados", "ko": "선수수익", "ro": "Venituri în avans"]), kind: .liability),
    LedgerAccount(code: "8400", name: LocalizedText(["en": "Revenue, subscriptions", "es": "Ingresos por abonos", "ko": "구독 매출", "ro": "Venituri din abonamente"]), kind: .revenue),
    LedgerAccount(code: "8401", name: LocalizedText(["en": "Revenue, usage", "es": "Ingresos por consumo", "ko": "사용량 매출", "ro": "Venituri din consum"]), kind: .revenue),
    LedgerAccount(code: "8402", name: LocalizedText(["en": "Revenue, one-time", "es": "Ingresos por cargos únicos", "ko": "일회성 매출", "ro": "Venituri unice"]), kind: .revenue),
    LedgerAccount(code: "8403", name: LocalizedText(["en": "Revenue, goods", "es": "Ventas de bienes", "ko": "상품 매출", "ro": "Venituri din bunuri"]), kind: .revenue),
    LedgerAccount(code: "8410", name: LocalizedText(["en": "Revenue, expired balances", "es": "Ingresos por saldos caducados", "ko": "소멸 잔액 수익", "ro": "Venituri din solduri expirate"]), kind: .revenue),
    LedgerAccount(code: "8700", name: LocalizedText(["en": "Goodwill to customers", "es": "Bonificaciones a clientes", "ko": "고객 보상", "ro": "Bonificații acordate clienților"]), kind: .revenue),
  ])
}
