package ai.kernelpanic09.webhook.inject;

import ai.kernelpanic09.webhook.verdict.AdmissionReason;
import ai.kernelpanic09.webhook.verdict.Denial;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Injection's decision about a pod. */
public sealed interface InjectionResult {

  /** The pod is injected. */
  record Patched(ArrayNode patch, ObjectNode pod, List<String> warnings, InjectionReport report)
      implements InjectionResult {

    /** Copies the warnings. */
    public Patched {
      warnings = List.copyOf(warnings);
    }
  }

  /** The pod stays as it is, for a named reason. */
  record Skipped(AdmissionReason reason) implements InjectionResult {}

  /**
   * The pod can't be injected, and must not run without a sidecar.
   *
   * @param denials every ground, not only the first
   */
  record Denied(List<Denial> denials) implements InjectionResult {

    /** Copies the denials. */
    public Denied {
      denials = List.copyOf(denials);
    }
  }
}
