package ai.kernelpanic09.sidecar.guardrail;

import ai.kernelpanic09.core.price.GuardrailUnits;
import ai.kernelpanic09.sidecar.guardrail.GuardrailFinding.Action;
import ai.kernelpanic09.sidecar.guardrail.GuardrailFinding.Policy;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Collections;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads a guardrail's assessments, at any depth in their JSON: the units that were checked, and
 * which policies took which action. The content that they found is not kept.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_GuardrailAssessment.html">GuardrailAssessment</a>
 */
public final class AssessmentReader {

  /** Names of findings of automated reasoning that contradict an answer. */
  private static final Set<String> REFUTED = Set.of("invalid", "impossible");

  private static final String ATTACKS = "PROMPT_ATTACK";

  private final SortedSet<GuardrailFinding> findings = new TreeSet<>();
  private final SortedSet<GuardrailFinding> besideAttacks = new TreeSet<>();
  private int actions;
  private int attacks;
  private GuardrailUnits units = GuardrailUnits.NONE;
  private boolean unitsKnown;

  /** Whether an assessment has told the units that were checked. */
  public boolean unitsKnown() {
    return unitsKnown;
  }

  public GuardrailUnits units() {
    return units;
  }

  public SortedSet<GuardrailFinding> findings() {
    return Collections.unmodifiableSortedSet(findings);
  }

  /** The findings without those of the filter for prompt attacks. */
  SortedSet<GuardrailFinding> besideAttacks() {
    return Collections.unmodifiableSortedSet(besideAttacks);
  }

  /** Whether action has been taken on prompt attacks, and on nothing else. */
  boolean onlyAttacks() {
    return attacks > 0 && attacks == actions;
  }

  /** Reads an object or array, at its first token. */
  public void read(JsonParser from) throws IOException {
    read(from, null);
  }

  private void read(JsonParser from, @Nullable Policy policy) throws IOException {
    if (from.currentToken() == JsonToken.START_ARRAY) {
      while (from.nextToken() != JsonToken.END_ARRAY) {
        if (from.currentToken() == null) {
          return;
        }
        child(from, policy);
      }
      return;
    }
    Action action = null;
    var detected = false;
    var type = "";
    var acted = false;
    while (from.nextToken() == JsonToken.FIELD_NAME) {
      var name = from.currentName();
      from.nextToken();
      if (name.equals("invocationMetrics")) {
        metrics(from);
      } else if (name.equals("action") && from.currentToken().isScalarValue()) {
        action = action(from.getText());
        acted = action != Action.NONE;
      } else if (name.equals("type") && from.currentToken().isScalarValue()) {
        type = from.getText();
      } else if (policy != null && name.equals("detected")) {
        detected = from.currentToken() == JsonToken.VALUE_TRUE;
      } else if (policy == Policy.AUTOMATED_REASONING && REFUTED.contains(name)) {
        // These checks have no action: they only detect.
        found(new GuardrailFinding(policy, Action.NONE), false);
        from.skipChildren();
      } else {
        var named = Policy.ofMember(name);
        child(from, named == null ? policy : named);
      }
    }
    // A filter that only scores reports the action NONE, which is a finding only with a detection.
    var ofAttack = policy == Policy.CONTENT && type.equals(ATTACKS);
    if (acted) {
      // An action or a policy that is not known here is none on a prompt attack.
      actions++;
      attacks += ofAttack && action == Action.BLOCKED ? 1 : 0;
    }
    if (policy != null && action != null && (action != Action.NONE || detected)) {
      found(new GuardrailFinding(policy, action), ofAttack);
    }
  }

  private void found(GuardrailFinding finding, boolean ofAttack) {
    findings.add(finding);
    if (!ofAttack) {
      besideAttacks.add(finding);
    }
  }

  private void child(JsonParser from, @Nullable Policy policy) throws IOException {
    if (from.currentToken().isStructStart()) {
      read(from, policy);
    }
  }

  private static @Nullable Action action(String text) {
    return switch (text) {
      case "BLOCKED" -> Action.BLOCKED;
      case "ANONYMIZED" -> Action.ANONYMIZED;
      case "NONE" -> Action.NONE;
      default -> null;
    };
  }

  private void metrics(JsonParser from) throws IOException {
    if (from.currentToken() != JsonToken.START_OBJECT) {
      return;
    }
    while (from.nextToken() == JsonToken.FIELD_NAME) {
      var usage = from.currentName().equals("usage");
      if (from.nextToken() == JsonToken.START_OBJECT && usage) {
        usage(from);
      } else {
        from.skipChildren();
      }
    }
  }

  /** Reads the object {@code usage} of an assessment or of an answer of ApplyGuardrail. */
  void usage(JsonParser from) throws IOException {
    var content = 0L;
    var topics = 0L;
    var sensitive = 0L;
    var grounding = 0L;
    var reasoning = 0L;
    var reasoningPolicies = 0L;
    var images = 0L;
    while (from.nextToken() == JsonToken.FIELD_NAME) {
      var name = from.currentName();
      from.nextToken();
      switch (name) {
        case "contentPolicyUnits" -> content = from.getLongValue();
        case "topicPolicyUnits" -> topics = from.getLongValue();
        case "sensitiveInformationPolicyUnits" -> sensitive = from.getLongValue();
        case "contextualGroundingPolicyUnits" -> grounding = from.getLongValue();
        case "automatedReasoningPolicyUnits" -> reasoning = from.getLongValue();
        case "automatedReasoningPolicies" -> reasoningPolicies = from.getLongValue();
        case "contentPolicyImageUnits" -> images = from.getLongValue();
        default -> from.skipChildren();
      }
    }
    unitsKnown = true;
    units =
        units.plus(
            new GuardrailUnits(
                content,
                topics,
                sensitive,
                grounding,
                GuardrailUnits.ofReasoning(reasoning, reasoningPolicies),
                images));
  }
}
