package ai.kernelpanic09.operator.budget;

import java.util.function.BooleanSupplier;

/** One ledger's turn to write, awaited before the state to write is computed. */
final class WriteTurn {

  private final WritePace pace;
  private boolean held;

  WriteTurn(WritePace pace) {
    this.pace = pace;
  }

  /**
   * Waits for the next turn, unless it is held already.
   *
   * @param hurried whether calls wait for the write; may become true during the wait
   * @return whether there was a wait, so that more asks may have come
   */
  boolean await(BooleanSupplier hurried) {
    if (held) {
      return false;
    }
    pace.await(hurried);
    held = true;
    return true;
  }

  /** Ends the turn, with or without a write. */
  void end() {
    held = false;
  }
}
