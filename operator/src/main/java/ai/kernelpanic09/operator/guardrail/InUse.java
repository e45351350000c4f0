package ai.kernelpanic09.operator.guardrail;

import ai.kernelpanic09.api.GuardrailPolicyStatus.Guardrail;
import ai.kernelpanic09.api.ModelEndpoint;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which versions of a guardrail calls may carry now. */
final class InUse {

  static Goal.@Nullable Known known(@Nullable Guardrail entry) {
    if (entry == null) {
      return null;
    }
    var id = entry.id();
    var version = entry.version();
    var hash = entry.hash();
    return id == null || version == null || hash == null
        ? null
        : new Goal.Known(id, version, hash, entry.draftUpdated());
  }

  /** The one that the policy's status names, and those that endpoints' statuses name. */
  static Set<String> versions(@Nullable Guardrail entry, List<ModelEndpoint> endpoints) {
    var known = known(entry);
    if (known == null) {
      return Set.of();
    }
    var versions = new HashSet<String>();
    versions.add(known.version());
    for (var endpoint : endpoints) {
      var status = endpoint.getStatus();
      if (status == null) {
        continue;
      }
      var shown = status.guardrail();
      if (shown != null && Objects.equals(known.id(), shown.id()) && shown.version() != null) {
        versions.add(shown.version());
      }
      var limits = status.limits();
      var enforced = limits == null ? null : limits.guardrail();
      if (enforced != null && known.id().equals(enforced.id())) {
        versions.add(enforced.version());
      }
    }
    return versions;
  }

  private InUse() {}
}
