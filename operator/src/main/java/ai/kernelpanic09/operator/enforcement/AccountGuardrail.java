package ai.kernelpanic09.operator.enforcement;

import ai.kernelpanic09.core.aws.GuardrailVersionArn;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.bedrock.model.AccountEnforcedGuardrailOutputConfiguration;

/**
 * A guardrail that an account enforces in a region.
 *
 * @param models ids of the models whose calls it is added to; ALL, or none, for every model
 * @param exceptModels ids of models whose calls it is not added to
 */
record AccountGuardrail(
    GuardrailVersionArn guardrail, List<String> models, List<String> exceptModels) {

  private static final String ALL = "ALL";

  /**
   * @throws IllegalArgumentException when it is not told which guardrail it is
   */
  static AccountGuardrail of(AccountEnforcedGuardrailOutputConfiguration configuration) {
    var enforcement = configuration.modelEnforcement();
    return new AccountGuardrail(
        GuardrailVersionArn.parse(
            configuration.guardrailArn() + ":" + configuration.guardrailVersion()),
        enforcement == null ? List.of() : enforcement.includedModels(),
        enforcement == null ? List.of() : enforcement.excludedModels());
  }

  /**
   * Whether it is added to calls of a model. In doubt it is: an id may lack its last part.
   *
   * @param baseModel null where it is not known
   */
  boolean covers(@Nullable String baseModel) {
    if (baseModel == null) {
      return true;
    }
    return !exceptModels.contains(baseModel)
        && (models.isEmpty()
            || models.contains(ALL)
            || models.stream().anyMatch(each -> isPart(each, baseModel)));
  }

  private static boolean isPart(String listed, String baseModel) {
    return baseModel.startsWith(listed) || listed.startsWith(baseModel);
  }
}
