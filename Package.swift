// swift-tools-version: 6.1
// The manifest is the map of the house: a target may import only what is listed beside it.
// Storeys, from the ground up: Domain (pure) → Operations → Adapters → Apps.
import PackageDescription

let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

func domain(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(
    name: name, dependencies: dependencies, path: "Sources/Domain/\(name)",
    exclude: ["README.md"], swiftSettings: strict)
}

func adapter(_ name: String, _ dependencies: [Target.Dependency], resources: [Resource]? = nil) -> Target {
  .target(
    name: name, dependencies: dependencies, path: "Sources/Adapters/\(name)",
    exclude: ["README.md"], resources: resources, swiftSettings: strict)
}

func tests(_ storey: String, _ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .testTarget(name: name, dependencies: dependencies, path: "Tests/\(storey)/\(name)", swiftSettings: strict)
}

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")

let hummingbird: [Target.Dependency] = [
  .product(name: "Hummingbird", package: "hummingbird"), .product(name: "HummingbirdCore", package: "hummingbird"), .product(name: "HTTPTypes", package: "swift-http-types"),
  .product(name: "Logging", package: "swift-log"), .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOHTTP1", package: "swift-nio"),
  .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"), .product(name: "UnixSignals", package: "swift-service-lifecycle"),
]

let package = Package(
  name: "florin",
  platforms: [.macOS(.v15)],
  products: [.executable(name: "florin", targets: ["florin"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1", traits: []),
    // Parts of Hummingbird that are spoken to directly; no version of their own.
    .package(url: "https://github.com/apple/swift-http-types.git", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-log.git", from: "1.14.0"),
    .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.0"),
    .package(url: "https://github.com/apple/swift-nio-http2.git", from: "1.40.0"),
    .package(url: "https://github.com/apple/swift-nio-ssl.git", from: "2.30.0"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle.git", from: "2.0.0"),
  ],
  targets: [
    // Domain: decides. No I/O, no clock, no randomness, no vendor package.
    domain("Primitives"),
    domain("Parties", ["Primitives"]),
    domain("Catalog", ["Primitives"]),
    domain("Usage", ["Primitives"]),
    domain("Taxation", ["Primitives"]),
    domain("Accounting", ["Primitives"]),
    domain("Balances", ["Primitives"]),
    domain("Rating", ["Primitives", "Catalog", "Usage"]),
    domain("Subscriptions", ["Primitives", "Parties", "Catalog"]),
    domain("Charging", ["Primitives", "Balances", "Catalog", "Usage", "Rating", "Taxation"]),
    domain("EInvoicing", ["Primitives"]),
    domain("Archiving", ["Primitives"]),
    domain("Printing", ["Primitives", "Parties"]),
    domain("Templates", ["Primitives"]),
    domain("Invoicing", ["Primitives", "Parties", "Catalog", "Usage", "Rating", "Subscriptions", "Taxation"]),
    domain("PostingRules", ["Primitives", "Accounting", "Balances", "Charging", "Rating", "Taxation", "Invoicing"]),

    // Operations: orders the work; one transaction per use case.
    .target(
      name: "Operations",
      dependencies: [
        "Primitives", "Parties", "Catalog", "Usage", "Taxation", "Accounting", "Rating", "Subscriptions",
        "Invoicing", "PostingRules", "Balances", "Charging", "EInvoicing", "Archiving", "Printing", "Templates",
      ],
      path: "Sources/Operations", exclude: ["README.md"], swiftSettings: strict),

    // Adapters: perform. They never import each other; a vendor package appears in exactly one of them.
    .systemLibrary(name: "CSQLite", path: "Sources/Adapters/CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
    .systemLibrary(name: "CPQ", path: "Sources/Adapters/CPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
    .systemLibrary(name: "CCrypto", path: "Sources/Adapters/CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    adapter("Store", [
      "CSQLite", "CPQ", "CCrypto", "Operations", "Primitives", "Parties", "Catalog", "Usage", "Taxation", "Accounting", "Rating",
      "Subscriptions", "Invoicing", "PostingRules", "Balances", "Charging", "Archiving", "Printing", "EInvoicing", "Templates",
    ], resources: [.embedInCode("Migrations")]),
    adapter("Vault", ["CCrypto", "Operations", "Archiving", "Primitives"]),
    adapter("Feeds", ["Yams", "Operations", "Primitives", "Catalog", "Usage", "Parties", "Charging"]),
    .systemLibrary(name: "CHarfBuzz", path: "Sources/Adapters/CHarfBuzz", pkgConfig: "harfbuzz-subset", providers: [.apt(["libharfbuzz-dev"])]),
    .systemLibrary(name: "CFriBidi", path: "Sources/Adapters/CFriBidi", pkgConfig: "fribidi", providers: [.apt(["libfribidi-dev"])]),
    .systemLibrary(name: "CZint", path: "Sources/Adapters/CZint", providers: [.apt(["libzint-dev"])]),
    .systemLibrary(name: "CDeflate", path: "Sources/Adapters/CDeflate", pkgConfig: "libdeflate", providers: [.apt(["libdeflate-dev"])]),
    adapter("Documents", [
      "Printing",
      "CHarfBuzz", "CFriBidi", "CZint", "CDeflate", "Primitives", "Parties", "Catalog", "Invoicing", "Taxation", "Rating", "Operations", "EInvoicing", "Templates",
    ]),
    adapter("Web", ["Operations", "Primitives"]),
    adapter("ChargingGateway", [
      "CCrypto", "Operations", "Primitives", "Balances", "Charging",
      .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"), .product(name: "NIOHTTP1", package: "swift-nio"),
      .product(name: "NIOHTTP2", package: "swift-nio-http2"), nioSSL,
    ]),
    .systemLibrary(name: "CZlib", path: "Sources/Adapters/CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    adapter("HTTPAPI", hummingbird + [nioSSL, "CZlib", "Operations", "Primitives"]),
    adapter("Messaging", [
      "CCrypto", "Operations", "Primitives",
      .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
      .product(name: "NIOHTTP1", package: "swift-nio"), nioSSL,
    ]),

    // Apps: assemble.
    .target(
      name: "Bootstrap",
      dependencies: [
        "Store", "Feeds", "Documents", "Web", "HTTPAPI", "ChargingGateway", "Messaging", "Vault", "Archiving", "Printing", "Operations", "Primitives", "Parties", "Catalog", "Usage", "Taxation",
        "Accounting", "Rating", "Subscriptions", "Invoicing", "PostingRules", "Balances", "Charging", "EInvoicing", "Templates",
      ],
      path: "Sources/Apps/Bootstrap", exclude: ["README.md"], resources: [.embedInCode("Sandbox/Example")], swiftSettings: strict),
    .systemLibrary(name: "CMachine", path: "Sources/Apps/CMachine"),
    .executableTarget(
      name: "florin",
      dependencies: [
        argumentParser, "CMachine", "Bootstrap", "Archiving", "Printing", "Operations", "Primitives", "Parties", "Catalog", "Usage", "Taxation",
        "Accounting", "Rating", "Subscriptions", "Invoicing", "PostingRules", "Balances", "Charging", "Documents", "EInvoicing", "Feeds", "Store", "Web", "HTTPAPI", "Templates",
      ],
      path: "Sources/Apps/florin", exclude: ["README.md"], swiftSettings: strict),

    // The floor of what is asked over HTTP; `make bench` builds it.
    .executableTarget(
      name: "florin-hello",
      dependencies: [
        "CSQLite", .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"), .product(name: "NIOHTTP1", package: "swift-nio"),
      ],
      path: "Benchmarks/hello", swiftSettings: strict),

    // The repository itself: tidy, and one runnable example for every problem a person can meet.
    .testTarget(name: "TidyTests", path: "Tests/Tidy", swiftSettings: strict),
    .testTarget(name: "ErrorGalleryTests", path: "Tests/ErrorGalleryTests", swiftSettings: strict),

    // Tests mirror the storeys.
    .target(name: "Seeds", path: "Tests/Seeds", swiftSettings: strict),
    // An issuer of tokens on this machine, with keys of its own.
    .target(name: "Issuer", dependencies: ["CCrypto", "HTTPAPI", "Operations", "Primitives"], path: "Tests/Issuer", swiftSettings: strict),
    // The Lab: random worlds with faults beside a naive twin; `make simulate` runs it, tests use its worlds.
    .target(
      name: "Lab",
      dependencies: [
        "Bootstrap", "Store", "Operations", "Feeds", "Primitives", "Parties", "Catalog", "Usage", "Rating", "Subscriptions",
        "Invoicing", "Taxation", "Accounting", "PostingRules", "Balances", "Charging", "CSQLite", "Seeds",
      ],
      path: "Tests/Lab", swiftSettings: strict),
    .executableTarget(name: "florin-lab", dependencies: ["Lab"], path: "Tests/LabProgram", swiftSettings: strict),
    // E-invoices that keep every rule and differ in all that the rules leave open.
    .target(name: "EInvoiceSamples", dependencies: ["EInvoicing", "Primitives", "Seeds"], path: "Tests/EInvoiceSamples", swiftSettings: strict),
    tests("Domain", "EInvoicingTests", ["EInvoiceSamples", "EInvoicing", "Primitives", "Seeds"]),
    tests("Adapters", "EInvoiceTests", ["Documents", "EInvoiceSamples", "EInvoicing", "Messaging", "Operations", "Primitives", "Seeds"]),
    tests("Operations", "EInvoiceMappingTests", [
      "Documents", "EInvoicing", "Operations", "Invoicing", "Parties", "Primitives", "Rating", "Taxation", "Seeds",
    ]),
    tests("Domain", "PrimitivesTests", ["Primitives", "Seeds"]),
    tests("Domain", "TemplatesTests", ["Templates", "Primitives"]),
    tests("Domain", "ArchivingTests", ["Archiving", "CCrypto", "Primitives"]),
    tests("Domain", "PrintingTests", ["Printing", "Parties", "Primitives", "Feeds"]),
    tests("Operations", "InvoiceScenarioTests", ["Operations", "Primitives", "Feeds"]),
    tests("Operations", "OperationsTests", [
      "Archiving", "Printing", "EInvoicing", "Bootstrap", "HTTPAPI", "Vault", "Documents", "Store", "Operations", "Feeds", "Primitives", "Parties", "Catalog", "Usage", "Rating", "Subscriptions", "Templates",
      "Invoicing", "Taxation", "Accounting", "PostingRules", "Balances", "Charging", "CSQLite", "Seeds", "Lab",
    ]),
    tests("Operations", "CatalogOperationsTests", ["Operations", "Catalog", "Parties", "Taxation", "Primitives", "Feeds", "Seeds"]),
    tests("Adapters", "CatalogStoreTests", ["Store", "Operations", "Primitives", "Seeds"]),
    tests("Adapters", "WebTests", ["Web", "Primitives"]),
    tests("Adapters", "ChargingGatewayTests", ["ChargingGateway", "Balances", "Charging", "Operations", "Primitives", "Seeds"]),
    tests("Apps", "ServiceTests", ["Archiving", "Bootstrap", "Vault", "Charging", "ChargingGateway", "Documents", "EInvoicing", "HTTPAPI", "Invoicing", "Issuer", "Lab", "Messaging", "Operations", "Parties", "Primitives", "Rating", "Seeds", "Store", "Taxation", "Usage"]),
    tests("Adapters", "HTTPAPITests", [
      "HTTPAPI", "Operations", "Primitives", "Seeds", .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOEmbedded", package: "swift-nio"),
      .product(name: "NIOHTTP1", package: "swift-nio"), .product(name: "HummingbirdCore", package: "hummingbird"), .product(name: "Logging", package: "swift-log"),
    ]),
    tests("Adapters", "MessagingTests", ["Messaging", "HTTPAPI", "Issuer", "Operations", "Primitives", "Seeds"]),
    tests("Operations", "TokenRuleTests", ["HTTPAPI", "Operations", "Primitives"]),
    tests("Operations", "WebhookTests", ["Operations", "Primitives", "Seeds"]),
    tests("Operations", "ReaderLinkTests", ["Messaging", "Operations", "Parties", "Primitives", "Seeds", "Store"]),
    tests("Adapters", "AccessStoreTests", ["Store", "Operations", "Primitives", "Seeds"]),
    tests("Adapters", "WebhookStoreTests", ["Store", "Operations", "Primitives", "Seeds"]),
    tests("Adapters", "DocumentsTests", ["Documents", "EInvoicing", "Printing", "Messaging", "Operations", "Seeds", "Primitives", "Parties", "Rating", "Taxation", "Invoicing", "Templates"]),
    tests("Domain", "RatingTests", ["Primitives", "Catalog", "Usage", "Rating", "Seeds"]),
    tests("Acceptance", "AcceptanceTests", ["Operations", "Feeds", "Bootstrap", "Rating", "Primitives"]),
    tests("Domain", "UsageTests", ["Usage", "Primitives", "Seeds"]),
    tests("Adapters", "UsageFilesTests", ["Charging", "Feeds", "Operations", "Usage", "Primitives", "Seeds"]),
    tests("Adapters", "UsageStoreTests", ["CPQ", "Store", "Feeds", "Operations", "Usage", "Primitives", "Seeds"]),
    tests("Adapters", "FeedsTests", ["Feeds", "Primitives"]),
    tests("Domain", "PartiesTests", ["Primitives", "Parties"]),
    tests("Domain", "SubscriptionsTests", ["Primitives", "Parties", "Catalog", "Subscriptions"]),
    tests("Operations", "SubscriptionScenarioTests", ["Operations", "Primitives", "Feeds", "Bootstrap"]),
    tests("Domain", "TaxationTests", ["Primitives", "Taxation", "Seeds"]),
    tests("Domain", "InvoicingTests", ["Primitives", "Parties", "Catalog", "Rating", "Taxation", "Invoicing", "Seeds"]),
    tests("Domain", "AccountingTests", ["Primitives", "Accounting"]),
    tests("Domain", "BalancesTests", ["Primitives", "Balances", "Seeds"]),
    tests("Domain", "ChargingTests", ["Primitives", "Balances", "Catalog", "Charging", "Rating", "Usage", "Seeds"]),
    tests("Domain", "PostingRulesTests", [
      "Primitives", "Parties", "Catalog", "Rating", "Taxation", "Accounting", "Balances", "Invoicing", "PostingRules", "Seeds",
    ]),
  ]
)
