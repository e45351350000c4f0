package ai.kernelpanic09.operator.health;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/** Named checks that all have to pass. Add them all first; then ask from any thread. */
public final class Health {

  private final Map<String, BooleanSupplier> checks = new LinkedHashMap<>();

  /** Adds a check. */
  public Health check(String name, BooleanSupplier passes) {
    checks.put(name, passes);
    return this;
  }

  /**
   * Adds a check that can fail only after it has passed once: a part that has not started yet isn't
   * broken.
   */
  public Health lasting(String name, BooleanSupplier passes) {
    var passed = new AtomicBoolean();
    return check(
        name,
        () -> {
          if (passes.getAsBoolean()) {
            passed.set(true);
            return true;
          }
          return !passed.get();
        });
  }

  /** The name of the first check that fails; empty when all pass. */
  public Optional<String> problem() {
    return checks.entrySet().stream()
        .filter(each -> !each.getValue().getAsBoolean())
        .map(Map.Entry::getKey)
        .findFirst();
  }
}
