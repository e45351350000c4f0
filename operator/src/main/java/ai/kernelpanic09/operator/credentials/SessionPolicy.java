package ai.kernelpanic09.operator.credentials;

import ai.kernelpanic09.core.resolve.ResolvedModel;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Writes session policies, which restrict a session to a part of its role's permissions.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html">AssumeRole,
 *     Policy: at most 2,048 characters</a>
 */
public final class SessionPolicy {

  private static final int MAX_LENGTH = 2_048;
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private static final List<String> READS =
      List.of(
          "bedrock:GetFoundationModel",
          "bedrock:GetFoundationModelAvailability",
          "bedrock:GetInferenceProfile",
          "bedrock:ListEnforcedGuardrailsConfiguration",
          "bedrock:ListInferenceProfiles");
  private static final List<String> GUARDRAILS =
      List.of(
          "bedrock:CreateGuardrail",
          "bedrock:CreateGuardrailVersion",
          "bedrock:DeleteGuardrail",
          "bedrock:GetGuardrail",
          "bedrock:ListGuardrails",
          "bedrock:ListTagsForResource",
          "bedrock:TagResource",
          "bedrock:UpdateGuardrail");

  /** For sidecars: they may invoke this model only, and only with this guardrail; null for none. */
  public static String data(ResolvedModel model, @Nullable GuardrailRef guardrail) {
    return forms(model, guardrail, List.of(), null).getFirst();
  }

  /**
   * The forms of {@link #data} that are short enough, the strictest first: STS also limits the
   * packed size of policy and tags together, which it alone can tell.
   *
   * @param enforced guardrails that are added to calls; Bedrock denies calls of a session that may
   *     not apply them
   * @param projectArn the project on whose bill calls are; null for the account's default one
   */
  public static List<String> forms(
      ResolvedModel model,
      @Nullable GuardrailRef guardrail,
      List<GuardrailRef> enforced,
      @Nullable String projectArn) {
    var shorter = data(model, anyRegion(model), guardrail, enforced, projectArn);
    return Stream.of(data(model, model.modelArns(), guardrail, enforced, projectArn), shorter)
        .filter(form -> form.length() <= MAX_LENGTH || form.equals(shorter))
        .distinct()
        .toList();
  }

  /** For the operator: it may read models and manage guardrails. */
  public static String control() {
    var statements = JSON.arrayNode();
    statements.add(statement(READS, "*"));
    statements.add(statement(GUARDRAILS, "*"));
    return document(statements);
  }

  private static String data(
      ResolvedModel model,
      List<String> modelArns,
      @Nullable GuardrailRef guardrail,
      List<GuardrailRef> enforced,
      @Nullable String projectArn) {
    var invoke = List.of("bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream");
    var statements = JSON.arrayNode();
    var direct = statement(invoke, model.resourceArn());
    condition(direct, guardrail, null);
    statements.add(direct);
    if (!modelArns.isEmpty()) {
      var behind = statement(invoke, null);
      behind.set("Resource", list(modelArns));
      condition(behind, guardrail, model.resourceArn());
      statements.add(behind);
    }
    if (projectArn != null) {
      // AWS does not document that it asks for this; without a model it allows nothing.
      statements.add(statement(invoke, projectArn));
    }
    var counted = JSON.arrayNode().add(model.resourceArn());
    modelArns.forEach(counted::add);
    var count = statement(List.of("bedrock:CountTokens"), null);
    count.set("Resource", counted);
    statements.add(count);
    var applied =
        Stream.concat(Stream.ofNullable(guardrail), enforced.stream())
            .flatMap(each -> each.resources().stream())
            .distinct()
            .toList();
    if (!applied.isEmpty()) {
      var apply = statement(List.of("bedrock:ApplyGuardrail"), null);
      apply.set("Resource", list(applied));
      statements.add(apply);
    }
    if (guardrail != null && !guardrail.reasoningPolicies().isEmpty()) {
      var reason = statement(List.of("bedrock:InvokeAutomatedReasoningPolicy"), null);
      reason.set("Resource", list(guardrail.reasoningPolicies()));
      statements.add(reason);
    }
    return document(statements);
  }

  /**
   * The ARNs with any region, for a profile whose regions exceed the maximum length: the condition
   * on the profile's ARN still binds the calls.
   */
  private static List<String> anyRegion(ResolvedModel model) {
    return model.modelArns().stream()
        .map(arn -> arn.replaceFirst("(arn:[^:]+:bedrock:)[^:]*:", "$1*:"))
        .distinct()
        .toList();
  }

  private static void condition(
      ObjectNode statement, @Nullable GuardrailRef guardrail, @Nullable String profileArn) {
    var equals = JSON.objectNode();
    if (profileArn != null) {
      equals.put("bedrock:InferenceProfileArn", profileArn);
    }
    if (guardrail != null) {
      equals.put("bedrock:GuardrailIdentifier", guardrail.arn() + ":" + guardrail.version());
    }
    if (!equals.isEmpty()) {
      statement.putObject("Condition").set("StringEquals", equals);
    }
  }

  private static ObjectNode statement(List<String> actions, @Nullable String resource) {
    var statement = JSON.objectNode().put("Effect", "Allow");
    statement.set("Action", actions.size() == 1 ? JSON.textNode(actions.get(0)) : list(actions));
    if (resource != null) {
      statement.put("Resource", resource);
    }
    return statement;
  }

  private static ArrayNode list(List<String> texts) {
    var array = JSON.arrayNode();
    texts.forEach(array::add);
    return array;
  }

  private static String document(ArrayNode statements) {
    var document = JSON.objectNode().put("Version", "2012-10-17");
    document.set("Statement", statements);
    return document.toString();
  }

  /**
   * A published version of a guardrail.
   *
   * @param crossRegion whether Bedrock may apply it in other regions, by a guardrail profile
   * @param reasoningPolicies ARNs of the automated-reasoning policies that it has
   * @see <a
   *     href="https://docs.aws.amazon.com/bedrock/latest/userguide/guardrail-automated-reasoning-permissions.html">Permissions
   *     for Automated Reasoning policies with ApplyGuardrail</a>
   */
  public record GuardrailRef(
      String arn, String version, boolean crossRegion, List<String> reasoningPolicies) {

    public GuardrailRef {
      reasoningPolicies = List.copyOf(reasoningPolicies);
    }

    /**
     * The resources that a policy must allow in order to apply it.
     *
     * @see <a
     *     href="https://docs.aws.amazon.com/bedrock/latest/userguide/guardrail-profiles-permissions.html">Permissions
     *     for using cross-Region inference with Amazon Bedrock Guardrails</a>
     */
    List<String> resources() {
      return crossRegion
          ? List.of(
              arn,
              arn.replaceFirst("(arn:[^:]+:bedrock:)[^:]*(:.*):.*", "$1*$2:guardrail-profile/*"))
          : List.of(arn);
    }
  }

  private SessionPolicy() {}
}
