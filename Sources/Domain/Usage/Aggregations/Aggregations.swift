/// How events of a period become one quantity. One file each; all of them exact, none of them looks at a clock.
public enum Aggregations {}
