package ai.kernelpanic09.e2e.chaos;

import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** What a look at something that was hit finds. */
sealed interface Look {

  /** It works again. */
  record Works() implements Look {}

  /** It can't work again, for another fault has taken it away since; that one has its own watch. */
  record Overtaken() implements Look {}

  /** It does not work yet; what it lacks, for people. */
  record Lacks(String what) implements Look {}

  /** A look that finds no more than whether it works. */
  static Supplier<Look> at(String what, BooleanSupplier works) {
    return () -> works.getAsBoolean() ? new Works() : new Lacks(what);
  }
}
