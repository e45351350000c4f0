package ai.kernelpanic09.operator.guardrail;

import ai.kernelpanic09.api.GuardrailPolicy;
import ai.kernelpanic09.api.GuardrailPolicyStatus;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import java.util.Objects;

/** Tells people what changed with a policy. */
public interface PolicyNews {

  /**
   * @param warning whether somebody should look at it
   * @param reason one word, for programs
   */
  void tell(GuardrailPolicy about, boolean warning, String reason, String message);

  /**
   * Tells of each condition that is another one than before, unless all was well from the start.
   */
  default void tellTransitions(GuardrailPolicy before, GuardrailPolicyStatus after) {
    var known = PolicyStatus.conditions(before);
    var now = Objects.requireNonNullElse(after.conditions(), List.<Condition>of());
    for (var type : List.of(PolicyStatus.SYNCED, PolicyStatus.NORMALIZED)) {
      var last = PolicyStatus.find(known, type);
      for (var condition : PolicyStatus.find(now, type).stream().toList()) {
        var same =
            last.isPresent()
                && last.get().getStatus().equals(condition.getStatus())
                && last.get().getReason().equals(condition.getReason());
        var normalized = type.equals(PolicyStatus.NORMALIZED);
        if (!same && (!normalized || "True".equals(condition.getStatus()))) {
          var good = "True".equals(condition.getStatus()) && !normalized;
          var waiting = SyncReason.SYNCING.equals(condition.getReason());
          tell(before, !good && !waiting, condition.getReason(), condition.getMessage());
        }
      }
    }
  }
}
