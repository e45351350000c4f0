package ai.kernelpanic09.core.template.parse;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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

  private static final Map<String, Builtins> BY_NAME =
      Stream.of(values()).collect(Collectors.toUnmodifiableMap(Builtins::text, each -> each));

  private final String text;
  private final int fixed;
  private final boolean variadic;

  Builtins(int fixed, boolean variadic) {
    this.text = name().toLowerCase(Locale.ROOT);
    this.fixed = fixed;
    this.variadic = variadic;
  }

  /** Returns the function of a name. */
  static Optional<Builtins> named(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }

  /** Returns the name in a template. */
  public String text() {
    return text;
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
