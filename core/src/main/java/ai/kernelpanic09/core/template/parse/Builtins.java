package ai.kernelpanic09.core.template.parse;

import java.util.Optional;

/** The functions that every template has. */
public enum Builtins {
  AND(1, true),
  CALL(1, true),
  EQ(1, true),
  GE(2, false),
  GT(2, false),
  HTML(0, true),
  INDEX(1, true),
  JS(0, true),
  LE(2, false),
  LEN(1, false),
  LT(2, false),
  NE(2, false),
  NOT(1, false),
  OR(1, true),
  PRINT(0, true),
  PRINTF(1, true),
  PRINTLN(0, true),
  SLICE(1, true),
  URLQUERY(0, true);

  private final int fixed;
  private final boolean variadic;

  Builtins(int fixed, boolean variadic) {
    this.fixed = fixed;
    this.variadic = variadic;
  }

  /** Returns the function of a name. */
  public static Optional<Builtins> named(String name) {
    for (var each : values()) {
      if (each.text().equals(name)) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }

  /** Returns the name in a template. */
  public String text() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }

  /** Returns how many arguments it must have. */
  public int fixed() {
    return fixed;
  }

  /** Returns whether it may have more. */
  public boolean variadic() {
    return variadic;
  }
}
