package ai.kernelpanic09.sidecar.guardrail;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which guardrails have told what they checked of a call, of its request and of its answer.
 *
 * @param complete whether nothing can be missing, as of a call that none has looked at
 */
public record AppliedGuardrails(
    Map<String, Applied> inputs, Map<String, Applied> outputs, boolean complete) {

  /** Of a call that needs no trace. */
  public static final AppliedGuardrails COMPLETE = new AppliedGuardrails(Map.of(), Map.of(), true);

  /**
   * A guardrail as its trace names it.
   *
   * @param version empty where the trace does not tell
   * @param origin who wants it applied, in Bedrock's words; empty where the trace does not tell
   */
  public record Applied(String id, String version, String origin) {

    /** Whether it is a version of a guardrail, as far as the trace tells. */
    public boolean is(String guardrailId, String guardrailVersion) {
      return id.equals(guardrailId) && (version.isEmpty() || version.equals(guardrailVersion));
    }
  }

  public AppliedGuardrails {
    inputs = copy(inputs);
    outputs = copy(outputs);
  }

  private static Map<String, Applied> copy(Map<String, Applied> applied) {
    return applied.isEmpty() ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(applied));
  }

  /** Whether a guardrail tells what it checked of the request. */
  public boolean toldOfInput(String id, String version) {
    return complete || inputs.values().stream().anyMatch(each -> each.is(id, version));
  }

  /** Whether a guardrail tells what it checked of the answer. */
  public boolean toldOfOutput(String id, String version) {
    return complete || outputs.values().stream().anyMatch(each -> each.is(id, version));
  }

  /** All that are told of. */
  public Set<Applied> all() {
    if (inputs.isEmpty() && outputs.isEmpty()) {
      return Set.of();
    }
    var all = new LinkedHashSet<>(inputs.values());
    all.addAll(outputs.values());
    return all;
  }
}
