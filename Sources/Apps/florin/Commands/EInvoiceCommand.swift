import ArgumentParser
import Bootstrap
import Documents
import EInvoicing
import Foundation
import Operations
import Parties
import Primitives

extension EInvoiceProfile: ExpressibleByArgument {}
extension EInvoiceFormat: ExpressibleByArgument {}
extension SignatureForm: ExpressibleByArgument {}

struct EInvoiceCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "einvoice", abstract: "Check e-invoices that came from elsewhere.", subcommands: [Check.self])

  struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Say what the rules find wrong with an e-invoice in UBL 2.1 or CII.",
      discussion: """
        Checks the rules that the document promises to keep (BT-24), or those of --profile. Ends with 1 when a receiver
        would refuse it.

        EXAMPLES
          florin einvoice check bill.xml
          florin einvoice check bill.xml --profile xrechnung --json
        """)
    @Argument(help: "The file.") var file: String
    @Option(help: "en16931, factur-x, peppol, xrechnung or ro-cius.") var profile: EInvoiceProfile?
    @Flag(name: .long, help: "Print JSON instead of text.") var json = false

    func run() async throws {
      try await answering(json: json) {
        let outcome = try EInvoiceCheck.check(file, profile)
        print(json ? EInvoicePrinting.json(outcome) : EInvoicePrinting.text(outcome))
        if outcome.findings.contains(where: { $0.weight == .fatal }) { throw Exits.refused }
      }
    }
  }
}

struct InvoiceExportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Write an invoice or credit note as an e-invoice.",
    discussion: """
      The document is checked first; what a receiver would refuse is not written, and every broken rule is told with its
      number and what to fill in. What the archive keeps in this format is given as it was kept.

      EXAMPLES
        florin invoice export ES-2026-000001
        florin invoice export ES-2026-000001 --format xrechnung --output invoice.xml
        florin invoice export ES-2026-CN-000001 --format peppol
        florin invoice export ES-2026-000001 --format facturae --sign-with operator.p12 --passphrase-file secret.txt
        florin invoice export IT-2026-000001 --format fatturapa --sign-with operator.p12 --output IT01234567890_00001.xml.p7m
      """)

  @Argument(help: "The number of an invoice or a credit note.") var number: String
  @Option(help: "ubl, cii, factur-x, peppol, xrechnung, xrechnung-cii, ro-cius, fatturapa, facturae or kec; as the account takes them when left out, else ubl.")
  var format: EInvoiceFormat?
  @Option(help: "The file to write.") var output: String?
  @OptionGroup var signer: SigningOptions
  @Option(help: "Where the signature is: xades, in the document; cades, around it, as files named .p7m have it.") var signature: SignatureForm?
  @OptionGroup var options: HomeOptions

  func validate() throws {
    if signature != nil, signer.signWith == nil { throw ValidationError("--signature is for what --sign-with signs") }
  }

  /// What the file is called says it too.
  private var form: SignatureForm { signature ?? (output?.hasSuffix(".p7m") == true ? .cades : .xades) }

  func run() async throws {
    try await answering(json: options.json) {
      let installation = try Installation(existing: options.home)
      let signing = try signer.signing(at: options.home, form: form)
      let format = try format ?? EInvoices(installation).usualFormat(of: number)
      let bytes: [UInt8]
      if signing == nil, let kept = try Archive(installation).eInvoice(number, format) {
        bytes = kept
      } else {
        if signing != nil { try Archive(installation).refuseSigningAgain(number, form: format.rawValue) }
        let written = try EInvoices(installation, signing: signing).write(number, format)
        bytes = try written.acceptable()
        for warning in written.findings { complain(warning.description) }
      }
      if let output {
        try Data(bytes).write(to: URL(fileURLWithPath: output))
      } else {
        try FileHandle.standardOutput.write(contentsOf: Data(bytes))
      }
    }
  }
}

struct AccountInvoicingCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "invoicing", abstract: "Say what accounts want said on their invoices, and where they take them.",
    discussion: """
      Replaces all that was said before of each account in the file.

      invoicing:
        - account: A-100
          eInvoice: xrechnung      # issued only when its rules let it leave; none: no e-invoices, whatever the seller says
          buyerReference: 04011000-12345-03
          purchaseOrder: PO-7
          legalRegistration: HRB 12345
          electronicAddress: {scheme: EM, id: ap@example.de}
          contact: {name: Accounts payable, telephone: "+49 30 1234", email: ap@example.de}
          mandate: M-17
          debitedAccount: DE89370400440532013000
          vatIdentifier: DE123456788      # said on documents where it was registered without; it changes no tax
          address: {lines: [Gasse 1], city: Berlin, postcode: "10115", country: DE}      # said in place of the registered one
      """)
  @Argument(help: "The file.") var file: String
  @OptionGroup var options: HomeOptions

  func run() async throws {
    try await answering(json: options.json) {
      let accounts = try WrittenDocuments(Installation(folder: options.home)).replaceInvoicing(file)
      if options.json {
        var json = JSONText()
        json.object { json in
          json.key("replaced")
          json.array { list in for account in accounts { list.value(account) } }
        }
        print(json.string)
      } else {
        print("Replaced what \(accounts.count) accounts want said: \(accounts.prefix(10).joined(separator: ", "))\(accounts.count > 10 ? ", …" : "")")
      }
    }
  }
}
