package ai.kernelpanic09.core.resolve;

import org.jspecify.annotations.Nullable;

/**
 * The result of looking up the model that an endpoint names.
 *
 * @param model what to call; null when nothing can be called
 * @param verdict whether it can be called
 * @param reason the reason that the endpoint's condition gets; empty when the model is reachable
 */
public record ModelLookup(
    @Nullable ResolvedModel model, Verdict verdict, String reason, String message) {

  /** Whether the model can be called. */
  public enum Verdict {
    REACHABLE,
    /** The role may not look the model up; calls may work nevertheless. */
    NOT_PERMITTED,
    UNREACHABLE
  }

  static ModelLookup reachable(ResolvedModel model) {
    return new ModelLookup(model, Verdict.REACHABLE, "", "calls go to " + model.callId());
  }

  static ModelLookup notPermitted(ResolvedModel model) {
    return new ModelLookup(
        model,
        Verdict.NOT_PERMITTED,
        ModelObstacle.CHECK_NOT_PERMITTED.reason(),
        "the role may not look at models, so only a call can tell; calls go to " + model.callId());
  }

  static ModelLookup unreachable(ModelObstacle why, String message) {
    return new ModelLookup(null, Verdict.UNREACHABLE, why.reason(), message);
  }

  /** The model exists, and calls of it are refused. */
  static ModelLookup unreachable(ResolvedModel model, ModelObstacle why, String message) {
    return new ModelLookup(model, Verdict.UNREACHABLE, why.reason(), message);
  }
}
