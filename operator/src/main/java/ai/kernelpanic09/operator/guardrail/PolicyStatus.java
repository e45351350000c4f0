package ai.kernelpanic09.operator.guardrail;

import ai.kernelpanic09.api.GuardrailPolicy;
import ai.kernelpanic09.api.GuardrailPolicyStatus;
import ai.kernelpanic09.api.GuardrailPolicyStatus.Guardrail;
import ai.kernelpanic09.operator.failure.Failure;
import ai.kernelpanic09.operator.guardrail.SyncOutcome.Drifted;
import ai.kernelpanic09.operator.guardrail.SyncOutcome.Refused;
import ai.kernelpanic09.operator.guardrail.SyncOutcome.Synced;
import ai.kernelpanic09.operator.guardrail.SyncOutcome.Syncing;
import ai.kernelpanic09.operator.status.ConditionList;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The status of a policy, from what is known of its guardrails. */
final class PolicyStatus {

  static final String READY = "Ready";
  static final String SYNCED = "Synced";
  static final String NORMALIZED = "Normalized";

  private static final String SEPARATOR = ": ";
  private static final int MAX_MESSAGE_LENGTH = 1_024;

  /** What a condition says. */
  record Finding(String status, String reason, String message) {

    static Finding yes(String reason, String message) {
      return new Finding("True", reason, message);
    }

    static Finding no(String reason, String message) {
      return new Finding("False", reason, message);
    }
  }

  static SortedMap<Target, Guardrail> entries(GuardrailPolicy policy) {
    var entries = new TreeMap<Target, Guardrail>();
    var status = policy.getStatus();
    var guardrails = status == null ? null : status.guardrails();
    if (guardrails != null) {
      guardrails.forEach(each -> entries.put(new Target(each.account(), each.region()), each));
    }
    return entries;
  }

  static List<Condition> conditions(GuardrailPolicy policy) {
    var status = policy.getStatus();
    var conditions = status == null ? null : status.conditions();
    return conditions == null ? List.of() : conditions;
  }

  static Optional<Condition> find(List<Condition> conditions, String type) {
    return ConditionList.find(conditions, type);
  }

  /** Whether calls can carry the version that says what the policy says. */
  static boolean isInForce(@Nullable Guardrail entry, String hash) {
    return entry != null
        && entry.id() != null
        && entry.arn() != null
        && entry.version() != null
        && hash.equals(entry.hash());
  }

  /** Why a guardrail is not in order, of an entry that says so. */
  static Finding trouble(Guardrail entry) {
    var text = entry.message();
    var end = text == null ? -1 : text.indexOf(SEPARATOR);
    return text == null || end < 0
        ? Finding.no(SyncReason.SYNCING, "the guardrail is being created")
        : Finding.no(text.substring(0, end), text.substring(end + SEPARATOR.length()));
  }

  /** An entry after a step: what is live stays until something newer is. */
  static Guardrail entry(
      Target target, @Nullable Guardrail before, SyncOutcome outcome, String hash) {
    return switch (outcome) {
      case Synced(var id, var arn, var version, var live, var draftUpdated) ->
          new Guardrail(
              target.account(),
              target.region(),
              id,
              arn,
              version,
              live,
              draftUpdated,
              "READY",
              null);
      case Drifted(var message, var lost) ->
          lost || before == null
              ? troubled(target, null, null, SyncReason.SYNCING, message)
              : before;
      case Syncing syncing -> {
        if (before != null && isInForce(before, hash) && !syncing.lost()) {
          yield before;
        }
        var kept = syncing.lost() ? null : before;
        yield troubled(target, kept, syncing.state(), SyncReason.SYNCING, syncing.message());
      }
      case Refused refused -> troubled(target, before, null, refused.reason(), refused.message());
    };
  }

  private static Guardrail troubled(
      Target target,
      @Nullable Guardrail before,
      @Nullable String state,
      String reason,
      String message) {
    var text = reason + SEPARATOR + message;
    return new Guardrail(
        target.account(),
        target.region(),
        before == null ? null : before.id(),
        before == null ? null : before.arn(),
        before == null ? null : before.version(),
        before == null ? null : before.hash(),
        before == null ? null : before.draftUpdated(),
        state == null && before != null ? before.state() : state,
        text.length() > MAX_MESSAGE_LENGTH ? text.substring(0, MAX_MESSAGE_LENGTH) : text);
  }

  /** What Synced says of the guardrails that are needed. */
  static Finding synced(Map<Target, Guardrail> needed, String hash) {
    if (needed.isEmpty()) {
      return Finding.yes(SyncReason.NOT_USED, "no endpoint uses the policy");
    }
    Finding waiting = null;
    for (var each : needed.entrySet()) {
      if (isInForce(each.getValue(), hash) && each.getValue().message() == null) {
        continue;
      }
      var trouble = trouble(each.getValue());
      var located = Finding.no(trouble.reason(), each.getKey() + SEPARATOR + trouble.message());
      if (!trouble.reason().equals(SyncReason.SYNCING)) {
        return located;
      }
      waiting = waiting == null ? located : waiting;
    }
    return waiting != null
        ? waiting
        : Finding.yes(
            SyncReason.SYNCED, "in force in " + needed.size() + " account(s) and region(s)");
  }

  static Finding normalized(List<String> fields) {
    return fields.isEmpty()
        ? Finding.no("AsWritten", "the policy is sent as it is written")
        : Finding.yes(
            "PromptAttackOutputStrength",
            String.join(", ", fields)
                + " is sent as NONE: Bedrock looks for prompt attacks in prompts only");
  }

  /**
   * @param synced what Synced says, and Ready with it
   */
  static GuardrailPolicyStatus of(
      GuardrailPolicy policy,
      GuardrailRequest request,
      SortedMap<Target, Guardrail> entries,
      Finding synced,
      Instant now) {
    var before = conditions(policy);
    var generation = policy.getMetadata().getGeneration();
    var ready =
        new Finding(
            synced.status(),
            synced.status().equals("True") ? READY : synced.reason(),
            synced.message());
    var conditions = new ArrayList<Condition>();
    conditions.add(condition(before, SYNCED, synced, generation, now));
    conditions.add(
        condition(before, NORMALIZED, normalized(request.normalized()), generation, now));
    conditions.add(condition(before, READY, ready, generation, now));
    var inForce = entries.values().stream().filter(each -> isInForce(each, request.hash())).count();
    return new GuardrailPolicyStatus(
        generation,
        List.copyOf(conditions),
        request.hash(),
        inForce,
        versions(entries.values()),
        List.copyOf(entries.values()));
  }

  /** The status of before, and that the last reconciliation came to nothing. */
  static GuardrailPolicyStatus failed(GuardrailPolicy policy, Failure failure, Instant now) {
    var before = conditions(policy);
    var finding = Finding.no(failure.reason(), failure.message());
    var generation = policy.getMetadata().getGeneration();
    var conditions = new ArrayList<>(before);
    conditions.removeIf(each -> List.of(SYNCED, READY).contains(each.getType()));
    conditions.addFirst(condition(before, SYNCED, finding, generation, now));
    conditions.add(condition(before, READY, finding, generation, now));
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

  private static Condition condition(
      List<Condition> before, String type, Finding finding, Long generation, Instant now) {
    return ConditionList.next(
        before, type, finding.status(), finding.reason(), finding.message(), generation, now);
  }

  private PolicyStatus() {}
}
