package ai.kernelpanic09.operator.guardrail;

import ai.kernelpanic09.api.GuardrailPolicyStatus.Guardrail;
import ai.kernelpanic09.api.ModelEndpoint;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The state that a guardrail in one account and region is to reach.
 *
 * @param known the published version that the policy's status names; null if there is none
 * @param used versions that may not be deleted
 */
record Goal(
    GuardrailOwner owner, GuardrailRequest request, @Nullable Known known, Set<String> used) {

  Goal {
    used = Set.copyOf(used);
  }

  /**
   * A published version and the hash of its content.
   *
   * @param draftUpdated time of the draft's last change by the operator; null if unknown
   */
  record Known(String id, String version, String hash, @Nullable String draftUpdated) {

    Known(String id, String version, String hash) {
      this(id, version, hash, null);
    }

    /** The version that an entry of the policy's status names; null if it names none. */
    static @Nullable Known of(@Nullable Guardrail entry) {
      if (entry == null) {
        return null;
      }
      var id = entry.id();
      var version = entry.version();
      var hash = entry.hash();
      return id == null || version == null || hash == null
          ? null
          : new Known(id, version, hash, entry.draftUpdated());
    }

    /** The versions that calls may carry: this one, and those that the endpoints' statuses name. */
    Set<String> inUse(List<ModelEndpoint> endpoints) {
      var versions = new HashSet<String>();
      versions.add(version);
      for (var endpoint : endpoints) {
        var status = endpoint.getStatus();
        if (status == null) {
          continue;
        }
        var shown = status.guardrail();
        if (shown != null && Objects.equals(id, shown.id()) && shown.version() != null) {
          versions.add(shown.version());
        }
        var limits = status.limits();
        var enforced = limits == null ? null : limits.guardrail();
        if (enforced != null && id.equals(enforced.id())) {
          versions.add(enforced.version());
        }
      }
      return versions;
    }
  }

  String hash() {
    return request.hash();
  }
}
