public import Primitives
extension PriceForm { init?(reading node: SourceNode, problems: inout [Problem]) { 
 var r = SourceReader(node); let _ = r.text("form"); let a = r.number("amount"); r.refuseUnknownFields(); problems += r.problems
 guard let a else { return nil }; self = .flat(Flat(amount: a)) } }
extension Adjustment { init?(reading node: SourceNode, problems: inout [Problem]) { return nil } }
