package ai.kernelpanic09.simulator.guardrail;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What accounts and their organisation enforce, of which an account has one for each region. */
public final class EnforcedGuardrails {
  private final Map<String, OfAccount> byAccountAndRegion = new LinkedHashMap<>();
  private List<EnforcedGuardrail> ofOrganization = List.of();

  /**
   * The configuration of an account in a region.
   *
   * @param by ARN of the identity that has set it
   */
  record OfAccount(
      String configId,
      EnforcedGuardrail guardrail,
      Instant createdAt,
      Instant updatedAt,
      String by) {}

  synchronized void put(String account, String region, OfAccount configuration) {
    byAccountAndRegion.put(account + " " + region, configuration);
  }

  synchronized Optional<OfAccount> find(String account, String region) {
    return Optional.ofNullable(byAccountAndRegion.get(account + " " + region));
  }

  synchronized void remove(String account, String region) {
    byAccountAndRegion.remove(account + " " + region);
  }

  /** The guardrail that an account enforces in a region. */
  public synchronized Optional<EnforcedGuardrail> ofAccount(String account, String region) {
    return find(account, region).map(OfAccount::guardrail);
  }

  /** Sets what the organisation enforces on all accounts. */
  public synchronized void ofOrganization(List<EnforcedGuardrail> guardrails) {
    ofOrganization = List.copyOf(guardrails);
  }

  /** The guardrails that the organisation enforces in a region. */
  public synchronized List<EnforcedGuardrail> ofOrganization(String region) {
    return ofOrganization.stream()
        .filter(g -> g.arn().contains(":bedrock:" + region + ":"))
        .toList();
  }

  synchronized void reset() {
    byAccountAndRegion.clear();
    ofOrganization = List.of();
  }
}
