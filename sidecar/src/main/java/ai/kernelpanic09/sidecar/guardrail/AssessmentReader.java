package ai.kernelpanic09.sidecar.guardrail;

import ai.kernelpanic09.core.price.GuardrailUnits;
import ai.kernelpanic09.sidecar.guardrail.AppliedGuardrails.Applied;
import ai.kernelpanic09.sidecar.guardrail.GuardrailFinding.Action;
import ai.kernelpanic09.sidecar.guardrail.GuardrailFinding.Policy;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.StringJoiner;
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
  private final Map<String, Applied> inputs = new LinkedHashMap<>();
  private final Map<String, Applied> outputs = new LinkedHashMap<>();

  /** Whether an assessment has told the units that were checked. */
  public boolean unitsKnown() {
    return unitsKnown;
  }

  public GuardrailUnits units() {
    return units;
  }

  /** The guardrails that have told their units. */
  public AppliedGuardrails applied() {
    return new AppliedGuardrails(inputs, outputs, false);
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

  /**
   * Where the reader is in a trace.
   *
   * @param side the guardrails that have looked at the request, or at the answer; null outside of
   *     both
   * @param key by which the trace names the guardrail; null outside of its assessments
   * @param policy whose findings these are; null outside of those
   */
  private record Place(
      @Nullable Map<String, Applied> side, @Nullable String key, @Nullable Policy policy) {
    static final Place OUTSIDE = new Place(null, null, null);

    Place of(Policy found) {
      return new Place(side, key, found);
    }
  }

  /** Reads an object or array, at its first token. */
  public void read(JsonParser from) throws IOException {
    read(from, Place.OUTSIDE);
  }

  private void read(JsonParser from, Place place) throws IOException {
    if (from.currentToken() == JsonToken.START_ARRAY) {
      while (from.nextToken() != JsonToken.END_ARRAY) {
        if (from.currentToken() == null) {
          return;
        }
        child(from, place);
      }
      return;
    }
    var policy = place.policy;
    var metrics = false;
    var details = new Details();
    Action action = null;
    var detected = false;
    var type = "";
    var acted = false;
    while (from.nextToken() == JsonToken.FIELD_NAME) {
      var name = from.currentName();
      from.nextToken();
      if (name.equals("invocationMetrics")) {
        metrics |= metrics(from);
      } else if (name.equals("appliedGuardrailDetails")) {
        details.read(from);
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
        child(from, inside(place, name));
      }
    }
    if (metrics && place.side != null && place.key != null) {
      place.side.put(place.key, details.of(place.key));
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

  /** Converse names the sides otherwise than InvokeModel, whose answers are a list. */
  private Place inside(Place place, String member) {
    if (place.side == null) {
      return switch (member) {
        case "inputAssessment", "input" -> new Place(inputs, null, null);
        case "outputAssessments", "outputs" -> new Place(outputs, null, null);
        default -> policyOf(place, member);
      };
    }
    return place.key == null ? new Place(place.side, member, null) : policyOf(place, member);
  }

  private static Place policyOf(Place place, String member) {
    var policy = Policy.ofMember(member);
    return policy == null ? place : place.of(policy);
  }

  /** What an assessment says of its guardrail. */
  private static final class Details {
    private String id = "";
    private String version = "";
    private String origin = "";

    void read(JsonParser from) throws IOException {
      if (from.currentToken() != JsonToken.START_OBJECT) {
        return;
      }
      while (from.nextToken() == JsonToken.FIELD_NAME) {
        var name = from.currentName();
        from.nextToken();
        switch (name) {
          case "guardrailId" -> id = from.getText();
          case "guardrailVersion" -> version = from.getText();
          case "guardrailOrigin" -> origin = texts(from);
          default -> from.skipChildren();
        }
      }
    }

    private static String texts(JsonParser from) throws IOException {
      if (from.currentToken() != JsonToken.START_ARRAY) {
        return from.getText();
      }
      var all = new StringJoiner("+");
      while (from.nextToken() == JsonToken.VALUE_STRING) {
        all.add(from.getText());
      }
      return all.toString();
    }

    Applied of(String key) {
      return new Applied(id.isEmpty() ? key : id, version, origin);
    }
  }

  private void found(GuardrailFinding finding, boolean ofAttack) {
    findings.add(finding);
    if (!ofAttack) {
      besideAttacks.add(finding);
    }
  }

  private void child(JsonParser from, Place place) throws IOException {
    if (from.currentToken().isStructStart()) {
      read(from, place);
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

  /** Whether they tell the units. */
  private boolean metrics(JsonParser from) throws IOException {
    if (from.currentToken() != JsonToken.START_OBJECT) {
      return false;
    }
    var told = false;
    while (from.nextToken() == JsonToken.FIELD_NAME) {
      var usage = from.currentName().equals("usage");
      if (from.nextToken() == JsonToken.START_OBJECT && usage) {
        usage(from);
        told = true;
      } else {
        from.skipChildren();
      }
    }
    return told;
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
