package ai.kernelpanic09.webhook.inject.env;

import ai.kernelpanic09.webhook.inject.facts.AwsFacts;
import ai.kernelpanic09.webhook.inject.plan.EndpointPlan;
import ai.kernelpanic09.webhook.verdict.Warnings;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Points AWS SDKs at the sidecar: their Bedrock client by an address and, if nothing else gives the
 * pod an identity, their signer by placeholder credentials that the sidecar hands out.
 *
 * <p>Keys in variables are not set, for SDKs prefer them to the app's own identity; container
 * credentials come last but one in every SDK's chain, before only the node's role. A bearer token
 * is not set either: SDKs refuse to send one over plain HTTP.
 */
final class AwsVariables {

  static final String ENDPOINT = "AWS_ENDPOINT_URL_BEDROCK_RUNTIME";
  static final String CREDENTIALS = "AWS_CONTAINER_CREDENTIALS_FULL_URI";

  /** Any region does: the sidecar knows the endpoint's. */
  static final String REGION = "us-east-1";

  static final List<String> REGIONS = List.of("AWS_REGION", "AWS_DEFAULT_REGION");

  /** Where the sidecar's model API hands out the placeholders. */
  static final String CREDENTIALS_PATH = "/aws-credentials";

  /** Variables that give the app an identity, or tell it where to find one. */
  private static final Set<String> IDENTITY =
      Set.of(
          "AWS_ACCESS_KEY_ID",
          "AWS_SECRET_ACCESS_KEY",
          "AWS_SESSION_TOKEN",
          "AWS_PROFILE",
          "AWS_DEFAULT_PROFILE",
          "AWS_ROLE_ARN",
          "AWS_WEB_IDENTITY_TOKEN_FILE",
          CREDENTIALS,
          "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
          "AWS_CONTAINER_AUTHORIZATION_TOKEN",
          "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
          "AWS_SHARED_CREDENTIALS_FILE",
          "AWS_CONFIG_FILE");

  /** Variables of apps that use AWS, perhaps with the role of their node. */
  private static final List<String> USE_OF_AWS =
      List.of("AWS_REGION", "AWS_DEFAULT_REGION", "AWS_EC2_METADATA_SERVICE_ENDPOINT");

  private AwsVariables() {}

  /**
   * Adds the variables that a container's AWS SDKs need.
   *
   * @param own names of the variables that the container sets
   * @param asked whether the pod asks for credentials by annotation
   */
  static void add(
      Map<String, String> wanted,
      String container,
      List<String> own,
      boolean asked,
      AwsFacts facts,
      Warnings warnings) {
    if (own.stream().anyMatch(AwsVariables::choosesAnEndpoint)) {
      warnIf(asked, warnings, container, "chooses AWS endpoints itself");
      return;
    }
    wanted.put(ENDPOINT, EndpointPlan.SIDECAR_URL);
    if (own.stream().anyMatch(IDENTITY::contains)) {
      warnIf(asked, warnings, container, "has AWS variables of its own");
    } else if (facts.hasRole()) {
      warnIf(asked, warnings, container, "runs with an AWS role");
    } else if (facts.podIdentity() && !asked) {
      warnings.add(
          "EKS Pod Identity may serve this pod: no placeholder AWS keys (sdk-env:"
              + " aws-credentials)");
    } else {
      wanted.put(CREDENTIALS, EndpointPlan.SIDECAR_URL + CREDENTIALS_PATH);
      if (own.stream().noneMatch(REGIONS::contains)) {
        // SDKs don't start without one.
        REGIONS.forEach(name -> wanted.put(name, REGION));
      }
      USE_OF_AWS.stream()
          .filter(own::contains)
          .findFirst()
          .ifPresent(
              variable ->
                  warnings.add(
                      "container "
                          + Warnings.shortened(container, 20)
                          + " sets "
                          + variable
                          + ": if it uses its node's role, set sdk-env: off"));
    }
  }

  private static void warnIf(boolean asked, Warnings warnings, String container, String why) {
    if (asked) {
      warnings.add(
          "container "
              + Warnings.shortened(container, 30)
              + " "
              + why
              + ": aws-credentials adds none");
    }
  }

  private static boolean choosesAnEndpoint(String variable) {
    return variable.equals("AWS_ENDPOINT_URL")
        || variable.equals("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS")
        || variable.startsWith("AWS_ENDPOINT_URL_BEDROCK")
        || variable.equals("AWS_BEARER_TOKEN_BEDROCK");
  }
}
