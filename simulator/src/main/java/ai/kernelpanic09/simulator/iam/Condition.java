package ai.kernelpanic09.simulator.iam;

import java.util.List;

/**
 * One operator on one key of a statement's Condition.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html">
 *     IAM condition operators</a>
 */
record Condition(
    Test test, Quantifier quantifier, boolean ifExists, String key, List<String> values) {

  enum Quantifier {
    NONE,
    FOR_ANY_VALUE,
    FOR_ALL_VALUES
  }

  /** The comparisons that the simulator knows; a policy with any other is refused as malformed. */
  enum Test {
    StringEquals(false),
    StringNotEquals(true),
    StringEqualsIgnoreCase(false),
    StringNotEqualsIgnoreCase(true),
    StringLike(false),
    StringNotLike(true),
    ArnEquals(false),
    ArnNotEquals(true),
    ArnLike(false),
    ArnNotLike(true),
    Bool(false),
    Null(false);

    private final boolean negated;

    Test(boolean negated) {
      this.negated = negated;
    }

    private boolean matches(String expected, String actual) {
      return switch (this) {
        case StringEquals, StringNotEquals -> expected.equals(actual);
        case StringEqualsIgnoreCase, StringNotEqualsIgnoreCase, Bool ->
            expected.equalsIgnoreCase(actual);
        case StringLike, StringNotLike -> Wildcard.matches(expected, actual);
        case ArnEquals, ArnNotEquals, ArnLike, ArnNotLike -> Wildcard.matchesArn(expected, actual);
        case Null -> throw new IllegalStateException("Null looks at presence only");
      };
    }
  }

  boolean holds(RequestContext context) {
    var actual = context.values(key);
    if (test == Test.Null) {
      return values.stream().anyMatch(v -> Boolean.parseBoolean(v) == actual.isEmpty());
    }
    if (actual.isEmpty()) {
      return ifExists || test.negated || quantifier == Quantifier.FOR_ALL_VALUES;
    }
    return quantifier == Quantifier.FOR_ALL_VALUES
        ? actual.stream().allMatch(this::one)
        : actual.stream().anyMatch(this::one);
  }

  private boolean one(String actual) {
    return test.negated != values.stream().anyMatch(v -> test.matches(v, actual));
  }
}
