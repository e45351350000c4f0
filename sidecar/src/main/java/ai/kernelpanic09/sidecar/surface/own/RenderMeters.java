package ai.kernelpanic09.sidecar.surface.own;

import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.sidecar.call.PromptOrigin;

/** Measures the use of prompts. */
@FunctionalInterface
public interface RenderMeters {

  /** A call that was rendered from a prompt has been answered by the model. */
  void rendered(PromptOrigin origin, Money cost);
}
