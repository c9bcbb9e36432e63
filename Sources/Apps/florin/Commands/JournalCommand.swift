import Accounting
import ArgumentParser
import Bootstrap
import Foundation
import Operations
import Primitives
import Store

struct JournalCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "journal", abstract: "The books: trial balance, export, month-end bookings.",
    subcommands: [Balance.self, Export.self, Recognise.self, Accrue.self])

  struct Balance: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Trial balance per seller and currency; debits equal credits, and the sub-ledger its control account.")
    @Option(help: "Only this seller's books.") var seller: String?
    @Option(help: "Everything booked on or before this day (YYYY-MM-DD).") var through: DayArgument?
    @OptionGroup var options: HomeOptions

    func run() async throws {
      try await answering(json: options.json) {
        let store = try Installation(existing: options.home).store
        let rows = try store.trialBalance(seller: seller.map { SellerCode($0) }, through: through?.day)
        if options.json { return print(json(rows)) }
        let chart = ChartOfAccounts.standard
        var text = rows.map { row in
          [
            row.seller.text, row.ledgerAccount.text, chart[row.ledgerAccount]?.name.text("en") ?? "", money(row.debitMinor, row.currency),
            money(row.creditMinor, row.currency), money(row.balanceMinor, row.currency), row.currency.code,
          ]
        }
        for currency in Set(rows.map(\.currency)).sorted() {
          let mine = rows.filter { $0.currency == currency }
          let (debit, credit) = (mine.reduce(0) { $0 + $1.debitMinor }, mine.reduce(0) { $0 + $1.creditMinor })
          text.append(["", "", "sum", money(debit, currency), money(credit, currency), money(debit - credit, currency), currency.code])
        }
        print(TextTable(["seller", "account", "", "debit", "credit", "balance", ""], rightAligned: [3, 4, 5]).text(text))
        if through == nil {
          for sub in try store.receivableSubledger() where seller == nil || sub.seller.text == seller {
            print("Receivable sub-ledger of \(sub.seller): \(money(sub.balanceMinor, sub.currency)) \(sub.currency)")
          }
        }
      }
    }

    private func json(_ rows: [LedgerBalance]) -> String {
      var json = JSONText()
      json.array { list in
        for row in rows {
          list.object {
            $0.field("seller", row.seller.text)
            $0.field("account", row.ledgerAccount.text)
            $0.field("name", ChartOfAccounts.standard[row.ledgerAccount]?.name.text("en"))
            $0.field("currency", row.currency.code)
            $0.field("debit", money(row.debitMinor, row.currency))
            $0.field("credit", money(row.creditMinor, row.currency))
            $0.field("balance", money(row.balanceMinor, row.currency))
          }
        }
      }
      return json.string
    }
  }

  struct Export: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write every posting as CSV (RFC 4180), in booking order.", discussion: "To standard output, or to --output.")
    @Option(help: "Only this seller's books.") var seller: String?
    @Option(help: "Booked on or after this day (YYYY-MM-DD).") var from: DayArgument?
    @Option(help: "Booked on or before this day (YYYY-MM-DD).") var through: DayArgument?
    @Option(help: "The file to write.") var output: String?
    @OptionGroup var options: HomeOptions

    func run() async throws {
      try await answering(json: options.json) {
        let store = try Installation(existing: options.home).store
        let file = try destination()
        var csv = CSVText(reservingCapacity: 1 << 20)
        JournalExport.header(into: &csv)
        var open: (number: Int64, entry: JournalEntry)?
        func flush(_ force: Bool) throws {
          guard force || csv.bytes.count > 1 << 20 else { return }
          try file.write(contentsOf: Data(csv.bytes))
          csv.removeAll()
        }
        try store.forEachPosting(seller: seller.map { SellerCode($0) }, from: from?.day, through: through?.day) { row in
          if open?.number != row.entry {
            if let open { JournalExport.append(open.entry, number: open.number, chart: .standard, into: &csv) }
            open = (
              row.entry,
              JournalEntry(
                occasion: JournalEntry.Occasion(rawValue: row.occasion) ?? .invoice, seller: row.seller, bookedOn: row.bookedOn,
                currency: row.currency, subject: row.subject, postings: [])
            )
          }
          open?.entry.postings.append(
            Posting(ledgerAccount: row.ledgerAccount, billingAccount: row.billingAccount, amountMinor: row.amountMinor))
          try flush(false)
        }
        if let open { JournalExport.append(open.entry, number: open.number, chart: .standard, into: &csv) }
        try flush(true)
      }
    }

    private func destination() throws -> FileHandle {
      guard let output else { return .standardOutput }
      guard FileManager.default.createFile(atPath: output, contents: nil), let file = FileHandle(forWritingAtPath: output) else {
        throw Rejection(
          Problem(.exportUnwritable, at: .init(file: output), "the file cannot be written", remedy: "choose another path, or make the folder writable"))
      }
      return file
    }
  }

  struct Recognise: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Book deferred revenue as earned, up to a day.", discussion: "Repeating it books nothing twice.")
    @Option(help: "Earned on or before this day (YYYY-MM-DD).") var through: DayArgument
    @OptionGroup var options: HomeOptions

    func run() async throws {
      try await answering(json: options.json) {
        let booked = try RecogniseRevenue(store: Installation(existing: options.home).store)(through: through.day)
        print(options.json ? "{\"booked\":\(booked)}" : "Booked \(booked) entries of revenue earned through \(through.day).")
      }
    }
  }

  struct Accrue: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "At a month's end: book what is earned but not billed, and its reversal on the day after.",
      discussion: "Repeating it for the same month books nothing twice.")
    @Option(help: "Any day of the accounting month (YYYY-MM-DD).") var month: DayArgument
    @OptionGroup var options: HomeOptions

    func run() async throws {
      try await answering(json: options.json) {
        let installation = try Installation(existing: options.home)
        let (_, release) = try installation.newestCatalog()
        let accrue = AccrueUnbilled(
          store: installation.store, runs: installation.store, billing: try installation.billing(release))
        let result = try accrue(month: month.day)
        if options.json {
          var json = JSONText()
          json.object { json in
            json.field("booked", result.booked)
            json.key("left")
            json.array { list in for entry in result.left { list.object { $0.field("account", entry.reference); $0.field("reason", entry.reason) } } }
          }
          return print(json.string)
        }
        print("Booked \(result.booked) entries for \(AccountingPeriod(containing: month.day)).")
        for entry in result.left.prefix(20) { print("  left out \(entry.reference): \(entry.reason)") }
      }
    }
  }
}

extension ProblemCode {
  static let exportUnwritable = ProblemCode("journal.export-unwritable")
}
