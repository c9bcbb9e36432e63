public import Primitives

/// The models about days, periods and changes of subscriptions, by name.
public enum SubscriptionScenarios {
  /// `zone` finds a time zone by its IANA name.
  public static func models(zone: @escaping @Sendable (String) -> Zone?) -> [String: ScenarioModel] {
    [
      "month_anchor_clamp": { node throws(Rejection) in try CalendarScenarios.monthAnchor(node) },
      "calendar_days_dst": { node throws(Rejection) in try CalendarScenarios.localDays(node, zone: zone) },
      "proration_cycles": { node throws(Rejection) in try CycleScenarios.cycles(node) },
      "proration_change": { node throws(Rejection) in try ChangeScenarios.change(node) },
      "proration_fixed_30": { node throws(Rejection) in try ChangeScenarios.fixedThirty(node) },
      "blocked_period_credit": { node throws(Rejection) in try ChangeScenarios.blocked(node) },
      "plan_change_repair": { node throws(Rejection) in try ChangeScenarios.repair(node) },
      "proration_termination": { node throws(Rejection) in try PlanScenarios.termination(node) },
      "proration_upgrade": { node throws(Rejection) in try PlanScenarios.upgrade(node) },
      "free_trial": { node throws(Rejection) in try PlanScenarios.trial(node) },
      "proration_fixed_charge_upgrade": { node throws(Rejection) in try FixedChargeScenarios.upgrade(node) },
      "minimum_commitment": { node throws(Rejection) in try CommitmentScenarios.minimum(node) },
    ]
  }
}
