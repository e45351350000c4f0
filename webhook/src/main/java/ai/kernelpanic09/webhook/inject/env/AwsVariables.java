package ai.kernelpanic09.webhook.inject.env;

import ai.kernelpanic09.webhook.inject.facts.AwsFacts;
import ai.kernelpanic09.webhook.inject.plan.EndpointPlan;
import ai.kernelpanic09.webhook.verdict.Warnings;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Points AWS SDKs at the sidecar: their Bedrock client by an address, and, where nothing else gives
 * the pod an identity, their signer by placeholder credentials, which the sidecar hands out.
 *
 * <p>No keys in variables: SDKs prefer those to an identity of the app's own. The container
 * credentials are last but one in every SDK's chain, before the node's role alone. No bearer token
 * either: SDKs refuse it over plain HTTP.
 */
final class AwsVariables {

  static final String ENDPOINT = "AWS_ENDPOINT_URL_BEDROCK_RUNTIME";
  static final String CREDENTIALS = "AWS_CONTAINER_CREDENTIALS_FULL_URI";

  /** Where the sidecar's model API hands out the placeholders. */
  static final String CREDENTIALS_PATH = "/aws-credentials";

  /** Each says that the app has an identity, or where it looks for one. */
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

  /** Set by apps that use AWS, also by those whose identity is their node's. */
  private static final List<String> USE_OF_AWS =
      List.of("AWS_REGION", "AWS_DEFAULT_REGION", "AWS_EC2_METADATA_SERVICE_ENDPOINT");

  private AwsVariables() {}

  /**
   * Adds to a container's variables what its AWS SDKs need.
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
