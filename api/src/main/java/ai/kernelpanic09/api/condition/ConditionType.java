package ai.kernelpanic09.api.condition;

import static ai.kernelpanic09.api.condition.ResourceKind.GUARDRAIL_POLICY;
import static ai.kernelpanic09.api.condition.ResourceKind.MODEL_ENDPOINT;
import static ai.kernelpanic09.api.condition.ResourceKind.PROMPT_TEMPLATE;

import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** Types of conditions; those of one kind stand in the order in which they are decided. */
public enum ConditionType {
  ROLE_ASSUMABLE(
      "RoleAssumable", "STS gives the operator sessions of the endpoint's role.", MODEL_ENDPOINT),
  MODEL_REACHABLE(
      "ModelReachable",
      "The model, or the inference profile, exists and can be called in the endpoint's region.",
      MODEL_ENDPOINT),
  PRICED("Priced", "The exact price of the model is known.", MODEL_ENDPOINT),
  GUARDRAIL_SYNCED(
      "GuardrailSynced",
      "A version of the named guardrail is live in the endpoint's account and region, or none is"
          + " named.",
      MODEL_ENDPOINT),
  ENFORCED_GUARDRAILS_KNOWN(
      "EnforcedGuardrailsKnown",
      "The guardrails that the account and its organisation add to every call are known, and"
          + " reserved for. It does not count for Ready.",
      MODEL_ENDPOINT),
  LEDGER_READY("LedgerReady", "The endpoint's ledger can be read and written.", MODEL_ENDPOINT),
  SERVICE_READY(
      "ServiceReady",
      "The Service `model-NAME` belongs to the endpoint and leads to the gateway. It does not count"
          + " for Ready.",
      MODEL_ENDPOINT),
  BUDGET_AVAILABLE(
      "BudgetAvailable",
      "Money is left in the day and in the month. It does not count for Ready.",
      MODEL_ENDPOINT),
  SIDECARS_CURRENT(
      "SidecarsCurrent",
      "Every pod that names the endpoint has its sidecar as it would be rendered now. It does not"
          + " count for Ready.",
      MODEL_ENDPOINT),
  MODEL_ANSWERING(
      "ModelAnswering",
      "No pod keeps calls back since the model keeps failing. It does not count for Ready.",
      MODEL_ENDPOINT),

  SYNCED(
      "Synced",
      "The guardrails in AWS say what the policy says, wherever an endpoint names it.",
      GUARDRAIL_POLICY),
  NORMALIZED(
      "Normalized",
      "Something of the policy is sent to Bedrock otherwise than it is written. It does not count"
          + " for Ready.",
      GUARDRAIL_POLICY),

  PARSED("Parsed", "The prompt can be parsed, and so rendered.", PROMPT_TEMPLATE),
  ENDPOINT_FOUND(
      "EndpointFound",
      "The ModelEndpoint that the template names exists in its namespace.",
      PROMPT_TEMPLATE),

  READY(
      "Ready",
      "All conditions that count hold; if not, it has status and reason of the first that does"
          + " not.",
      MODEL_ENDPOINT,
      GUARDRAIL_POLICY,
      PROMPT_TEMPLATE);

  private final String id;
  private final String meaning;

  @SuppressWarnings("ImmutableEnumChecker") // Set.of is immutable
  private final Set<ResourceKind> kinds;

  ConditionType(String id, String meaning, ResourceKind... kinds) {
    this.id = id;
    this.meaning = meaning;
    this.kinds = Set.of(kinds);
  }

  /** The type as the condition carries it. */
  public String id() {
    return id;
  }

  /** A sentence that says what holds while the condition is True. */
  public String meaning() {
    return meaning;
  }

  /** The kinds that have a condition of this type. */
  public Set<ResourceKind> kinds() {
    return kinds;
  }

  /** The reasons of its own; {@link #READY} takes over those of other conditions too. */
  public List<ConditionReason> reasons() {
    return Arrays.stream(ConditionReason.values())
        .filter(each -> each.types().contains(this))
        .toList();
  }

  @Override
  public String toString() {
    return id;
  }
}
