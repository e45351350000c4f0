package ai.kernelpanic09.webhook.inject;

import ai.kernelpanic09.webhook.verdict.AdmissionReason;
import ai.kernelpanic09.webhook.verdict.Denial;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** What injection decided for a pod. */
public sealed interface InjectionResult {

  /** The pod is injected. */
  record Patched(ArrayNode patch, ObjectNode pod, List<String> warnings, InjectionReport report)
      implements InjectionResult {

    /** Copies the warnings. */
    public Patched {
      warnings = List.copyOf(warnings);
    }
  }

  /** The pod is none of ours. */
  record Skipped(AdmissionReason reason) implements InjectionResult {}

  /** The pod can't be injected and must not run without: all that speaks against it. */
  record Denied(List<Denial> denials) implements InjectionResult {

    /** Copies the denials. */
    public Denied {
      denials = List.copyOf(denials);
    }
  }
}
