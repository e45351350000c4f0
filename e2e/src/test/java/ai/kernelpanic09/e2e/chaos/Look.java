package ai.kernelpanic09.e2e.chaos;

import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** The result of a look at a target that was hit. */
sealed interface Look {

  /** It works again. */
  record Works() implements Look {}

  /** It can't work again, because a later fault has taken it away; that fault has its own watch. */
  record Overtaken() implements Look {}

  /** It does not work yet; {@code what} says what it lacks, for people. */
  record Lacks(String what) implements Look {}

  /** A look that only finds whether it works; {@code what} says what is missing if not. */
  static Supplier<Look> at(String what, BooleanSupplier works) {
    return () -> works.getAsBoolean() ? new Works() : new Lacks(what);
  }
}
