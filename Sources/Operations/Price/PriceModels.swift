import Primitives
import Rating

extension ProblemCode {
  public static let unknownPriceModel = ProblemCode("price.unknown-model")
  public static let laterPriceModel = ProblemCode("price.later-model")
}

/// Which scenario model is answered by what, and which belong to parts of Florin that come later.
public enum PriceModels {
  static func answer(_ model: String, _ inputs: PriceInputs, _ context: PriceContext) throws(Rejection) -> PriceOutcome? {
    switch model {
    case "standard": try QuantityModels.standard(inputs)
    case "graduated": try QuantityModels.graduated(inputs)
    case "volume": try QuantityModels.volume(inputs)
    case "package": try QuantityModels.package(inputs)
    case "package_count": try QuantityModels.packageCount(inputs)
    case "graduated_percentage": try QuantityModels.graduatedPercentage(inputs)
    case "stepped_intervals": try QuantityModels.steppedIntervals(inputs)
    case "capacity_tiers": try QuantityModels.capacity(inputs)
    case "block_tiers_all_tiers", "block_tiers_top_tier": try QuantityModels.blockTiers(inputs)
    case "dynamic": try QuantityModels.dynamic(inputs)
    case "graduated_split_period": try QuantityModels.graduatedSplit(inputs)
    case "package_split_period": try QuantityModels.packageSplit(inputs)
    case "volume_split_period": try QuantityModels.volumeSplit(inputs)
    case "graduated_max_spend": try QuantityModels.graduatedMaximum(inputs)
    case "volume_max_spend": try QuantityModels.volumeMaximum(inputs)
    case "package_max_spend": try QuantityModels.packageMaximum(inputs)
    case "graduated_min_spend": try QuantityModels.graduatedMinimum(inputs)
    case "volume_min_spend": try QuantityModels.volumeMinimum(inputs)
    case "package_min_spend": try QuantityModels.packageMinimum(inputs)
    case "graduated_event_by_event": try EventModels.graduated(inputs)
    case "volume_event_by_event": try EventModels.volume(inputs)
    case "graduated_percentage_event_by_event": try EventModels.graduatedPercentage(inputs)
    case "package_event_by_event": try EventModels.package(inputs)
    case "percentage_event_by_event": try EventModels.percentage(inputs)
    case "standard_event_by_event": try EventModels.standard(inputs)
    case "dynamic_event_by_event": try EventModels.dynamic(inputs)
    case "unique_count_event_by_event": try EventModels.uniqueCount(inputs)
    case "percentage", "percentage_min_max": try EventModels.percentage(ofMany: inputs)
    case "graduated_prorated": try EventModels.graduatedProrated(inputs)
    case "volume_prorated": try EventModels.volumeProrated(inputs)
    case "graduated_prorated_recurring": try EventModels.graduatedRecurring(inputs)
    case "recurring_sum_late_event": try EventModels.lateEvent(inputs)
    case "weighted_sum": try EventModels.weightedSum(inputs)
    case "bucketed_max": try EventModels.bucketedMaximum(inputs)
    default: try callsAndCommitments(model, inputs, context)
    }
  }

  private static func callsAndCommitments(_ model: String, _ inputs: PriceInputs, _ context: PriceContext) throws(Rejection) -> PriceOutcome? {
    switch model {
    case "per_second", "per_call", "first_block_rounding", "rounding", "max_cost", "sms_rating", "sms_rating_longest_prefix",
      "data_rating_block", "data_rating_time_of_day", "cdr_rating_time_of_day":
      try CallModels.cost(inputs, context)
    case "included_units_groups": try CallModels.includedUnits(inputs)
    case "commitment_per_window": try CommitmentModels.windows(inputs)
    case "credit_cap": try QuantityModels.creditCap(inputs)
    default: try scenario(model, inputs, context)
    }
  }

  /// The models that the scenarios of subscriptions and invoices compute.
  private static func scenario(_ model: String, _ inputs: PriceInputs, _ context: PriceContext) throws(Rejection) -> PriceOutcome? {
    guard let compute = invoices[model] ?? SubscriptionScenarios.models(zone: { context.zones[$0] })[model] else { return nil }
    let result = try compute(inputs.node)
    var outcome = PriceOutcome([:], result.explanation)
    for (key, value) in result.values { outcome.set(key, PriceAnswer(value, key: key)) }
    return outcome
  }

  private static let invoices = InvoiceScenarios.models()

  /// Models of later work, each with the reason.
  public static let later: [String: String] = [
    "balance_blocker": "prepaid balances", "balance_factor": "prepaid balances", "balance_limit": "prepaid balances",
    "balance_threshold": "prepaid balances", "shared_balance": "prepaid balances", "overdraft_limit": "prepaid balances",
    "prepaid_debit": "prepaid balances", "prepaid_concurrency": "online charging", "prepaid_session": "online charging",
    "leaky_bucket": "online charging", "two_phase_transfer": "online charging", "prepaid_wallet": "wallets",
    "prepaid_wallet_fifo": "wallets", "prepaid_wallet_priority_fifo": "wallets", "prepaid_credit_grants": "credit grants",
    "rerating": "rating a billed period again", "progressive_billing": "billing at thresholds inside a period",
    "dunning": "dunning",
  ]

  /// Every model that is answered, for suggestions.
  static let names = own + invoices.keys.sorted() + SubscriptionScenarios.models { _ in nil }.keys.sorted()

  private static let own = [
    "block_tiers_all_tiers", "block_tiers_top_tier", "bucketed_max", "capacity_tiers", "cdr_rating_time_of_day",
    "commitment_per_window", "credit_cap", "data_rating_block", "data_rating_time_of_day", "dynamic",
    "dynamic_event_by_event", "first_block_rounding", "graduated", "graduated_event_by_event", "graduated_max_spend",
    "graduated_min_spend", "graduated_percentage", "graduated_percentage_event_by_event", "graduated_prorated",
    "graduated_prorated_recurring", "graduated_split_period", "included_units_groups", "max_cost", "package",
    "package_count", "package_max_spend", "package_event_by_event", "package_min_spend", "package_split_period", "per_call", "per_second",
    "percentage", "percentage_event_by_event", "percentage_min_max", "recurring_sum_late_event", "rounding",
    "sms_rating", "sms_rating_longest_prefix", "standard", "standard_event_by_event", "stepped_intervals",
    "unique_count_event_by_event", "volume", "volume_event_by_event", "volume_max_spend", "volume_min_spend", "volume_prorated",
    "volume_split_period", "weighted_sum",
  ]
}
