package ai.kernelpanic09.core.spec;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Rules of an endpoint's fallbacks, which need the other endpoints of its namespace too. */
final class FallbackRules {

  private final String name;
  private final ModelEndpointSpec spec;
  private final Map<String, ModelEndpointSpec> neighbours;
  private final Findings findings;

  FallbackRules(
      String name,
      ModelEndpointSpec spec,
      Map<String, ModelEndpointSpec> neighbours,
      Findings findings) {
    this.name = name;
    this.spec = spec;
    this.neighbours = neighbours;
    this.findings = findings;
  }

  void check() {
    findings.unique("spec.fallbacks", spec.fallbacks(), "", f -> f);
    for (var i = 0; i < spec.fallbacks().size(); i++) {
      var field = "spec.fallbacks[" + i + "]";
      var fallback = spec.fallbacks().get(i);
      if (fallback.equals(name)) {
        findings.error(field, "must not name the endpoint itself");
        continue;
      }
      var way = wayBack(fallback);
      if (!way.isEmpty()) {
        findings.error(
            field, "leads back to this endpoint: " + name + " → " + String.join(" → ", way));
      }
      var other = neighbours.get(fallback);
      if (other != null && !Objects.equals(other.guardrailPolicyRef(), spec.guardrailPolicyRef())) {
        // Not an error, because an endpoint and its fallback can change their guardrail only one
        // after the other.
        findings.warning(
            field, "has another guardrail than this endpoint, and is not used as long as it has");
      } else if (other != null && spec.checkToolResults() && !other.checkToolResults()) {
        findings.warning(
            field, "does not check tool results as this endpoint does, and so is not used");
      } else if (other != null
          && !spec.guardrailExemptions().containsAll(other.guardrailExemptions())) {
        findings.warning(
            field,
            "exempts content from its guardrail that this endpoint does not, and so is not used");
      }
    }
  }

  /**
   * The shortest chain of fallbacks from {@code start} to this endpoint; empty if there is none.
   */
  private List<String> wayBack(String start) {
    Set<String> seen = new HashSet<>();
    var ways = new ArrayDeque<List<String>>();
    ways.add(List.of(start));
    while (!ways.isEmpty()) {
      var way = ways.remove();
      var last = way.getLast();
      if (last.equals(name)) {
        return way;
      }
      var next = neighbours.get(last);
      if (next == null || !seen.add(last)) {
        continue;
      }
      for (var fallback : next.fallbacks()) {
        var longer = new ArrayList<>(way);
        longer.add(fallback);
        ways.add(longer);
      }
    }
    return List.of();
  }
}
