package ai.kernelpanic09.operator.guardrail;

import ai.kernelpanic09.api.GuardrailPolicy;
import ai.kernelpanic09.api.GuardrailPolicyStatus;
import ai.kernelpanic09.api.GuardrailPolicyStatus.Guardrail;
import ai.kernelpanic09.api.condition.ConditionReason;
import ai.kernelpanic09.api.condition.ConditionType;
import ai.kernelpanic09.core.spec.GuardrailPolicySpec;
import ai.kernelpanic09.core.spec.SpecValidation;
import ai.kernelpanic09.operator.failure.Failure;
import ai.kernelpanic09.operator.guardrail.SyncOutcome.Drifted;
import ai.kernelpanic09.operator.guardrail.SyncOutcome.Refused;
import ai.kernelpanic09.operator.guardrail.SyncOutcome.Synced;
import ai.kernelpanic09.operator.guardrail.SyncOutcome.Syncing;
import ai.kernelpanic09.operator.status.ConditionSet;
import ai.kernelpanic09.operator.status.ConditionState;
import ai.kernelpanic09.operator.status.SpecErrors;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Instant;
import java.util.Collection;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The status of a policy, from what is known of its guardrails. */
final class PolicyStatus {

  private static final String SEPARATOR = ": ";
  private static final int MAX_MESSAGE_LENGTH = 1_024;

  static SortedMap<AccountRegion, Guardrail> entries(GuardrailPolicy policy) {
    var entries = new TreeMap<AccountRegion, Guardrail>();
    var status = policy.getStatus();
    var guardrails = status == null ? null : status.guardrails();
    if (guardrails != null) {
      guardrails.forEach(
          each -> entries.put(new AccountRegion(each.account(), each.region()), each));
    }
    return entries;
  }

  static List<Condition> conditions(GuardrailPolicy policy) {
    var status = policy.getStatus();
    return ConditionSet.in(status == null ? null : status.conditions());
  }

  /** Whether the version with the content {@code hash} is live, so that calls can carry it. */
  static boolean isInForce(@Nullable Guardrail entry, String hash) {
    return entry != null
        && entry.id() != null
        && entry.arn() != null
        && entry.version() != null
        && hash.equals(entry.hash());
  }

  /** Why a guardrail is not in order, as its entry's message says. */
  static ConditionState trouble(Guardrail entry) {
    var text = entry.message();
    var end = text == null ? -1 : text.indexOf(SEPARATOR);
    if (text == null || end < 0) {
      return ConditionState.ofFalse(ConditionReason.SYNCING, "the guardrail is being created");
    }
    // A reason that only another version of the operator knows stays in the message.
    return ConditionReason.byId(text.substring(0, end))
        .map(reason -> ConditionState.ofFalse(reason, text.substring(end + SEPARATOR.length())))
        .orElseGet(() -> ConditionState.ofFalse(ConditionReason.SYNCING, text));
  }

  /** The entry after a step: the live version stays until a newer one is live. */
  static Guardrail entry(
      AccountRegion place, @Nullable Guardrail before, SyncOutcome outcome, String hash) {
    return switch (outcome) {
      case Synced(var id, var arn, var version, var live, var draftUpdated) ->
          new Guardrail(
              place.account(), place.region(), id, arn, version, live, draftUpdated, "READY", null);
      case Drifted(var message, var lost) ->
          lost || before == null
              ? troubled(place, null, null, ConditionReason.SYNCING, message)
              : before;
      case Syncing syncing -> {
        if (before != null && isInForce(before, hash) && !syncing.lost()) {
          yield before;
        }
        var kept = syncing.lost() ? null : before;
        yield troubled(place, kept, syncing.state(), ConditionReason.SYNCING, syncing.message());
      }
      case Refused refused -> troubled(place, before, null, refused.reason(), refused.message());
    };
  }

  private static Guardrail troubled(
      AccountRegion place,
      @Nullable Guardrail before,
      @Nullable String state,
      ConditionReason reason,
      String message) {
    var text = reason.id() + SEPARATOR + message;
    return new Guardrail(
        place.account(),
        place.region(),
        before == null ? null : before.id(),
        before == null ? null : before.arn(),
        before == null ? null : before.version(),
        before == null ? null : before.hash(),
        before == null ? null : before.draftUpdated(),
        state == null && before != null ? before.state() : state,
        text.length() > MAX_MESSAGE_LENGTH ? text.substring(0, MAX_MESSAGE_LENGTH) : text);
  }

  /** The state of condition Synced, for the spec and the guardrails that are needed. */
  static ConditionState synced(
      GuardrailPolicySpec spec, Map<AccountRegion, Guardrail> needed, String hash) {
    return SpecErrors.message(SpecValidation.guardrailPolicy(spec))
        .map(errors -> ConditionState.ofFalse(ConditionReason.INVALID, errors))
        .orElseGet(() -> synced(needed, hash));
  }

  private static ConditionState synced(Map<AccountRegion, Guardrail> needed, String hash) {
    if (needed.isEmpty()) {
      return ConditionState.ofTrue(ConditionReason.NOT_USED, "no endpoint uses the policy");
    }
    ConditionState waiting = null;
    for (var each : needed.entrySet()) {
      if (isInForce(each.getValue(), hash) && each.getValue().message() == null) {
        continue;
      }
      var trouble = trouble(each.getValue());
      var located =
          ConditionState.ofFalse(trouble.reason(), each.getKey() + SEPARATOR + trouble.message());
      if (trouble.reason() != ConditionReason.SYNCING) {
        return located;
      }
      waiting = waiting == null ? located : waiting;
    }
    return waiting != null
        ? waiting
        : ConditionState.ofTrue(
            ConditionReason.SYNCED, "in force in " + needed.size() + " account(s) and region(s)");
  }

  static ConditionState normalized(List<String> fields) {
    return fields.isEmpty()
        ? ConditionState.ofFalse(ConditionReason.AS_WRITTEN, "the policy is sent as it is written")
        : ConditionState.ofTrue(
            ConditionReason.PROMPT_ATTACK_OUTPUT_STRENGTH,
            String.join(", ", fields)
                + " is sent as NONE: Bedrock looks for prompt attacks in prompts only");
  }

  /**
   * @param synced state of condition Synced, from which Ready is derived
   */
  static GuardrailPolicyStatus of(
      GuardrailPolicy policy,
      GuardrailRequest request,
      SortedMap<AccountRegion, Guardrail> entries,
      ConditionState synced,
      Instant now) {
    var generation = policy.getMetadata().getGeneration();
    var conditions =
        ConditionSet.after(conditions(policy), generation, now)
            .set(ConditionType.SYNCED, synced)
            .set(ConditionType.NORMALIZED, normalized(request.normalized()))
            .deriveReady(
                List.of(ConditionType.SYNCED),
                false,
                ConditionState.ofTrue(ConditionReason.READY, synced.message()))
            .conditions();
    var inForce = entries.values().stream().filter(each -> isInForce(each, request.hash())).count();
    return new GuardrailPolicyStatus(
        generation,
        conditions,
        request.hash(),
        inForce,
        versions(entries.values()),
        List.copyOf(entries.values()));
  }

  /**
   * The status after a failed reconciliation: as it was, with Synced and Ready False for the
   * failure's reason.
   */
  static GuardrailPolicyStatus failed(GuardrailPolicy policy, Failure failure, Instant now) {
    var state = ConditionState.ofFalse(failure.reason(), failure.message());
    var conditions =
        ConditionSet.amending(conditions(policy), policy.getMetadata().getGeneration(), now)
            .set(ConditionType.SYNCED, state)
            .set(ConditionType.READY, state)
            .conditions();
    var status = policy.getStatus();
    return status == null
        ? new GuardrailPolicyStatus(null, conditions, null, null, null, null)
        : new GuardrailPolicyStatus(
            status.observedGeneration(),
            conditions,
            status.hash(),
            status.regions(),
            status.version(),
            status.guardrails());
  }

  private static @Nullable String versions(Collection<Guardrail> entries) {
    var numbers = new IntSummaryStatistics();
    for (var entry : entries) {
      var version = entry.version();
      if (version != null) {
        numbers.accept(Integer.parseInt(version));
      }
    }
    if (numbers.getCount() == 0) {
      return null;
    }
    return numbers.getMin() == numbers.getMax()
        ? String.valueOf(numbers.getMin())
        : numbers.getMin() + "-" + numbers.getMax();
  }

  private PolicyStatus() {}
}
