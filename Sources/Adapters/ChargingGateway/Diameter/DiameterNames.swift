/// Commands of the base protocol and of credit control.
enum Command {
  static let capabilitiesExchange: UInt32 = 257
  static let reAuth: UInt32 = 258
  static let creditControl: UInt32 = 272
  static let abortSession: UInt32 = 274
  static let deviceWatchdog: UInt32 = 280
  static let disconnectPeer: UInt32 = 282
}

/// Applications.
enum Application {
  static let creditControl: UInt32 = 4
  static let relay: UInt32 = 0xFFFF_FFFF
}

/// What a request came to, by the numbers of RFC 6733 and RFC 8506.
public enum DiameterResult: UInt32, Sendable, CaseIterable {
  case success = 2001
  case commandUnsupported = 3001
  case unableToDeliver = 3002
  case realmNotServed = 3003
  case applicationUnsupported = 3007
  case invalidHeaderBits = 3008
  case unknownPeer = 3010
  case avpUnsupported = 5001
  case unknownSession = 5002
  case invalidAVPValue = 5004
  case missingAVP = 5005
  case noCommonApplication = 5010
  case unsupportedVersion = 5011
  case invalidAVPLength = 5014
  case invalidMessageLength = 5015
  case tooBusy = 3004
}

/// Codes of attributes.
enum Code {
  static let userName: UInt32 = 1
  static let proxyState: UInt32 = 33
  static let eventTimestamp: UInt32 = 55
  static let hostAddress: UInt32 = 257
  static let authApplication: UInt32 = 258
  static let acctApplication: UInt32 = 259
  static let vendorApplication: UInt32 = 260
  static let sessionID: UInt32 = 263
  static let originHost: UInt32 = 264
  static let supportedVendor: UInt32 = 265
  static let vendorID: UInt32 = 266
  static let resultCode: UInt32 = 268
  static let productName: UInt32 = 269
  static let disconnectCause: UInt32 = 273
  static let originState: UInt32 = 278
  static let failedAVP: UInt32 = 279
  static let errorMessage: UInt32 = 281
  static let proxyInfo: UInt32 = 284
  static let destinationRealm: UInt32 = 283
  static let reAuthRequestType: UInt32 = 285
  static let destinationHost: UInt32 = 293
  static let originRealm: UInt32 = 296
  static let filterID: UInt32 = 11
  static let correlation: UInt32 = 411
  static let inputOctets: UInt32 = 412
  static let money: UInt32 = 413
  static let outputOctets: UInt32 = 414
  static let requestNumber: UInt32 = 415
  static let requestType: UInt32 = 416
  static let specificUnits: UInt32 = 417
  static let sessionFailover: UInt32 = 418
  static let subSession: UInt32 = 419
  static let time: UInt32 = 420
  static let totalOctets: UInt32 = 421
  static let checkBalance: UInt32 = 422
  static let costInformation: UInt32 = 423
  static let currencyCode: UInt32 = 425
  static let failureHandling: UInt32 = 427
  static let exponent: UInt32 = 429
  static let finalUnit: UInt32 = 430
  static let granted: UInt32 = 431
  static let ratingGroup: UInt32 = 432
  static let redirectAddressType: UInt32 = 433
  static let redirectServer: UInt32 = 434
  static let redirectAddress: UInt32 = 435
  static let requestedAction: UInt32 = 436
  static let requested: UInt32 = 437
  static let serviceIdentifier: UInt32 = 439
  static let subscriptionID: UInt32 = 443
  static let subscriptionData: UInt32 = 444
  static let subscriptionType: UInt32 = 450
  static let subscriptionExtension: UInt32 = 659
  /// What stands in that: E164, IMSI, SIP-URI, NAI, Private.
  static let subscriptions: ClosedRange<UInt32> = 660...664
  static let unitValue: UInt32 = 445
  static let used: UInt32 = 446
  static let valueDigits: UInt32 = 447
  static let validityTime: UInt32 = 448
  static let finalUnitAction: UInt32 = 449
  static let serviceContext: UInt32 = 461
  static let services: UInt32 = 456
  // Of 3GPP (TS 32.299).
  static let timeThreshold: UInt32 = 868
  static let volumeThreshold: UInt32 = 869
  static let holdingTime: UInt32 = 871
  static let unitThreshold: UInt32 = 1_226

  /// What is understood or may be passed over although it is mandatory: the rest of the base protocol and of credit control.
  static let known: Set<UInt32> = Set(1...101).union(257...299).union(411...461).union([480, 483, 485]).union(653...669)
  /// Those that hold further attributes.
  static let groups: Set<UInt32> = [
    vendorApplication, failedAVP, proxyInfo, money, costInformation, finalUnit, granted, redirectServer, requested, 440, subscriptionID, unitValue, used, services, 457, 458, 653, subscriptionExtension, 665, 669,
  ]
  /// Vendors whose attributes are passed over: 3GPP (TS 32.299), 3GPP2, ETSI.
  static let threeGPP: UInt32 = 10_415
  static let vendors: Set<UInt32> = [10_415, 5_535, 13_019]
}
