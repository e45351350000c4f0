package ai.kernelpanic09.core.resolve;

import ai.kernelpanic09.core.resolve.ModelReader.Agreement;
import ai.kernelpanic09.core.resolve.ModelReader.Availability;
import java.util.Optional;

/**
 * What an account lacks to call a model, and how it gets it. AWS subscribes an account to another
 * provider's model when it is first called by somebody who may do so in AWS Marketplace, which no
 * session of an endpoint may.
 *
 * @param message what somebody of the account has to do
 * @see <a href="https://docs.aws.amazon.com/bedrock/latest/userguide/model-access.html">Access
 *     Amazon Bedrock foundation models</a>
 */
record AccessGap(ModelObstacle obstacle, String message) {

  private static final String USE_CASE =
      ". Anthropic also wants the use case once per account or organization"
          + " (PutUseCaseForModelAccess, or the model catalog of Bedrock's console)";

  /**
   * The first thing that is missing; empty if nothing is.
   *
   * @param model id of a foundation model
   */
  static Optional<AccessGap> of(Availability availability, String account, String model) {
    var agreement = availability.agreement();
    var who = "account " + account;
    if (agreement == Agreement.PENDING) {
      return gap(
          ModelObstacle.AGREEMENT_PENDING,
          "AWS is subscribing " + who + " to " + model + ", which takes up to 15 minutes");
    }
    if (agreement != Agreement.AVAILABLE) {
      return gap(
          ModelObstacle.AGREEMENT_MISSING,
          who
              + " is not subscribed to "
              + model
              + told(availability)
              + ": let somebody with aws-marketplace:Subscribe and aws-marketplace:ViewSubscriptions"
              + " call it once, or create the agreement (CreateFoundationModelAgreement)"
              + useCase(model));
    }
    if (!availability.authorized()) {
      return gap(
          ModelObstacle.ACCOUNT_NOT_AUTHORIZED,
          "AWS has not authorized "
              + who
              + " for "
              + model
              + ": models in preview and some others need an enrollment, by AWS's account team"
              + useCase(model));
    }
    return availability.entitled()
        ? Optional.empty()
        : gap(
            ModelObstacle.ENTITLEMENT_MISSING,
            who
                + " has agreed to "
                + model
                + ", and has no entitlement: its subscription in AWS Marketplace has ended or could"
                + " not be paid");
  }

  private static Optional<AccessGap> gap(ModelObstacle obstacle, String message) {
    return Optional.of(new AccessGap(obstacle, message));
  }

  private static String told(Availability availability) {
    var error = availability.agreementError();
    return error == null || error.isBlank() ? "" : " (" + error + ")";
  }

  private static String useCase(String model) {
    return model.startsWith("anthropic.") ? USE_CASE : "";
  }
}
