package ai.kernelpanic09.api;

import ai.kernelpanic09.core.endpoint.EndpointLimits;
import ai.kernelpanic09.core.ledger.BudgetStatus;
import ai.kernelpanic09.core.ledger.Spender;
import ai.kernelpanic09.core.ledger.UsageStatus;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the operator found and did for a ModelEndpoint. */
public record ModelEndpointStatus(
    @JsonPropertyDescription("Generation of the spec that this status is about.")
        @Nullable Long observedGeneration,
    @JsonPropertyDescription(
            "RoleAssumable, ModelReachable, Priced, GuardrailSynced, LedgerReady,"
                + " BudgetAvailable, SidecarsCurrent, ServiceReady, and Ready, which is derived from the others.")
        @Nullable List<Condition> conditions,
    @JsonPropertyDescription("Whether calls are served: ready, and budget left.")
        @Nullable Boolean available,
    @JsonPropertyDescription("Where callers inside the cluster send their calls.")
        @Nullable String url,
    @JsonPropertyDescription("The model that is really called.")
        @Nullable ResolvedModel resolvedModel,
    @JsonPropertyDescription("What proxies enforce.") @Nullable EndpointLimits limits,
    @JsonPropertyDescription(
            "Generation of the spec that limits are of; less than metadata.generation while proxies"
                + " go on with older limits.")
        @Nullable Long limitsObservedGeneration,
    @JsonPropertyDescription("The guardrail in force.") @Nullable GuardrailVersion guardrail,
    @JsonPropertyDescription("The budget's counter; written by the ledger alone.")
        @Nullable BudgetStatus budget,
    @JsonPropertyDescription("Use over the endpoint's whole life.") @Nullable UsageStatus usage,
    @JsonPropertyDescription("The 50 workloads that spend most, and the others together.")
        @Nullable List<Spender> spenders,
    @JsonPropertyDescription(
            "The 50 pods that spend most today, those of the day before for an hour, and the others"
                + " together: day, dollars spent, calls, pod, workload.")
        @Nullable List<String> pods,
    @JsonPropertyDescription("Number of pods whose proxy serves this endpoint.")
        @Nullable Long sidecars,
    @JsonPropertyDescription("Name of the Service of this endpoint.") @Nullable String service)
    implements StatusPart {

  public static Builder builder() {
    return new Builder();
  }

  /** The model that is really called. */
  public record ResolvedModel(
      @JsonPropertyDescription("Id or ARN that is called.") @Nullable String id,
      @JsonPropertyDescription("Id of the foundation model behind it.") @Nullable String baseModel,
      @JsonPropertyDescription("Id of the inference profile, when one is used.")
          @Nullable String profile,
      @JsonPropertyDescription("Regions in which the call may be served.")
          @Nullable List<String> regions,
      @JsonPropertyDescription("Entry of the price list that applies.") @Nullable String priceKey)
      implements StatusPart {}

  /** A published version of a guardrail. */
  public record GuardrailVersion(
      @JsonPropertyDescription("Bedrock's id of the guardrail.") @Nullable String id,
      @JsonPropertyDescription("Version that calls carry.") @Nullable String version,
      @JsonPropertyDescription("Hash of the policy as it was published.") @Nullable String hash)
      implements StatusPart {}

  /**
   * Collects the members of a status that one writer owns; members that are never set stay absent.
   */
  public static final class Builder {
    private @Nullable Long observedGeneration;
    private @Nullable List<Condition> conditions;
    private @Nullable Boolean available;
    private @Nullable String url;
    private @Nullable ResolvedModel resolvedModel;
    private @Nullable EndpointLimits limits;
    private @Nullable Long limitsObservedGeneration;
    private @Nullable GuardrailVersion guardrail;
    private @Nullable BudgetStatus budget;
    private @Nullable UsageStatus usage;
    private @Nullable List<Spender> spenders;
    private @Nullable List<String> pods;
    private @Nullable Long sidecars;
    private @Nullable String service;

    private Builder() {}

    public Builder observedGeneration(@Nullable Long observedGeneration) {
      this.observedGeneration = observedGeneration;
      return this;
    }

    public Builder conditions(List<Condition> conditions) {
      this.conditions = List.copyOf(conditions);
      return this;
    }

    public Builder available(boolean available) {
      this.available = available;
      return this;
    }

    public Builder url(@Nullable String url) {
      this.url = url;
      return this;
    }

    public Builder resolvedModel(@Nullable ResolvedModel resolvedModel) {
      this.resolvedModel = resolvedModel;
      return this;
    }

    public Builder limits(@Nullable EndpointLimits limits) {
      this.limits = limits;
      return this;
    }

    public Builder limitsObservedGeneration(@Nullable Long limitsObservedGeneration) {
      this.limitsObservedGeneration = limitsObservedGeneration;
      return this;
    }

    public Builder guardrail(@Nullable GuardrailVersion guardrail) {
      this.guardrail = guardrail;
      return this;
    }

    public Builder budget(@Nullable BudgetStatus budget) {
      this.budget = budget;
      return this;
    }

    public Builder usage(@Nullable UsageStatus usage) {
      this.usage = usage;
      return this;
    }

    public Builder spenders(List<Spender> spenders) {
      this.spenders = List.copyOf(spenders);
      return this;
    }

    public Builder pods(List<String> pods) {
      this.pods = List.copyOf(pods);
      return this;
    }

    public Builder sidecars(long sidecars) {
      this.sidecars = sidecars;
      return this;
    }

    public Builder service(@Nullable String service) {
      this.service = service;
      return this;
    }

    public ModelEndpointStatus build() {
      return new ModelEndpointStatus(
          observedGeneration,
          conditions,
          available,
          url,
          resolvedModel,
          limits,
          limitsObservedGeneration,
          guardrail,
          budget,
          usage,
          spenders,
          pods,
          sidecars,
          service);
    }
  }
}
