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
    case "graduated_min_spend": try QuantityModels.graduatedMinimum(inputs)
    case "volume_min_spend": try QuantityModels.volumeMinimum(inputs)
    case "package_min_spend": try QuantityModels.packageMinimum(inputs)
    case "usage_rebill_delta": try QuantityModels.rebillDelta(inputs)
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
    default: try periodsAndDocuments(model, inputs, context)
    }
  }

  private static func periodsAndDocuments(_ model: String, _ inputs: PriceInputs, _ context: PriceContext) throws(Rejection) -> PriceOutcome? {
    switch model {
    case "per_second", "per_call", "first_block_rounding", "rounding", "max_cost", "sms_rating", "sms_rating_longest_prefix",
      "data_rating_block", "data_rating_time_of_day", "cdr_rating_time_of_day":
      try CallModels.cost(inputs, context)
    case "included_units_groups": try CallModels.includedUnits(inputs)
    case "commitment_per_window": try CommitmentModels.windows(inputs)
    case "minimum_commitment": try CommitmentModels.minimum(inputs)
    case "charge_minimum": try UpgradeModels.chargeMinimum(inputs)
    case "proration_and_tax": try ProrationModels.withTax(inputs)
    case "proration_cycles": try ProrationModels.cycles(inputs)
    case "proration_change": try ProrationModels.change(inputs)
    case "proration_fixed_30": try ProrationModels.fixed30(inputs)
    case "proration_termination": try ProrationModels.termination(inputs)
    case "proration_upgrade": try UpgradeModels.upgrade(inputs)
    case "proration_fixed_charge_upgrade": try UpgradeModels.fixedCharges(inputs)
    case "free_trial": try ProrationModels.trial(inputs)
    case "blocked_period_credit": try ProrationModels.blockedCredit(inputs)
    case "plan_change_repair": try ProrationModels.repair(inputs)
    case "credit_cap": try ProrationModels.creditCap(inputs)
    case "month_anchor_clamp": try ProrationModels.monthAnchor(inputs)
    case "calendar_days_dst": try ProrationModels.calendarDays(inputs, context)
    case "coupon_allocation": try DocumentModels.coupons(inputs)
    case "tax_and_coupon": try DocumentModels.taxAndCoupon(inputs)
    case "tax": try DocumentModels.tax(inputs)
    case "discount_allocation": try DocumentModels.discount(inputs)
    case "invoice_consolidation": try DocumentModels.consolidation(inputs)
    default: nil
    }
  }

  /// Models of later work, each with the reason.
  public static let later: [String: String] = [
    "balance_blocker": "prepaid balances", "balance_factor": "prepaid balances", "balance_limit": "prepaid balances",
    "balance_threshold": "prepaid balances", "shared_balance": "prepaid balances", "overdraft_limit": "prepaid balances",
    "prepaid_debit": "prepaid balances", "prepaid_concurrency": "online charging", "prepaid_session": "online charging",
    "leaky_bucket": "online charging", "two_phase_transfer": "online charging", "prepaid_wallet": "wallets",
    "prepaid_wallet_fifo": "wallets", "prepaid_wallet_priority_fifo": "wallets", "prepaid_credit_grants": "credit grants",
    "rerating": "rating a billed period again", "progressive_billing": "billing at thresholds inside a period",
    "credit_note_rounding": "credit notes", "dunning": "dunning", "split_allocation": "partner settlement",
    "currency_exchange": "exchange between currencies",
  ]

  /// Every model that is answered, for suggestions.
  static let names = [
    "block_tiers_all_tiers", "block_tiers_top_tier", "blocked_period_credit", "bucketed_max", "calendar_days_dst",
    "capacity_tiers", "cdr_rating_time_of_day", "charge_minimum", "commitment_per_window", "coupon_allocation",
    "credit_cap", "data_rating_block", "data_rating_time_of_day", "discount_allocation", "dynamic",
    "dynamic_event_by_event", "first_block_rounding", "free_trial", "graduated", "graduated_event_by_event",
    "graduated_max_spend", "graduated_min_spend", "graduated_percentage", "graduated_percentage_event_by_event",
    "graduated_prorated", "graduated_prorated_recurring", "graduated_split_period", "included_units_groups",
    "invoice_consolidation", "max_cost", "minimum_commitment", "month_anchor_clamp", "package", "package_count",
    "package_event_by_event", "package_min_spend", "package_split_period", "per_call", "per_second", "percentage",
    "percentage_event_by_event", "percentage_min_max", "plan_change_repair", "proration_and_tax", "proration_change",
    "proration_cycles", "proration_fixed_30", "proration_fixed_charge_upgrade", "proration_termination",
    "proration_upgrade", "recurring_sum_late_event", "rounding", "sms_rating", "sms_rating_longest_prefix",
    "standard", "standard_event_by_event", "stepped_intervals", "tax", "tax_and_coupon",
    "unique_count_event_by_event", "usage_rebill_delta", "volume", "volume_event_by_event", "volume_min_spend",
    "volume_prorated", "volume_split_period", "weighted_sum",
  ]
}
