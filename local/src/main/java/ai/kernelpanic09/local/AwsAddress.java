package ai.kernelpanic09.local;

import ai.kernelpanic09.core.aws.AwsAuthorities;
import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The base URLs at which AWS is called.
 *
 * @param services base URL of all services; null for AWS's own
 * @param runtime base URL of Bedrock's runtime; null for AWS's own
 */
record AwsAddress(@Nullable String services, @Nullable String runtime) {

  static final String SERVICES_VARIABLE = "AWS_ENDPOINT_URL";
  static final String AUTHORITIES_VARIABLE = "K8S_AI_AWS_CA";
  static final String RUNTIME_VARIABLE = "K8S_AI_BEDROCK_RUNTIME_URL";

  /**
   * Reads the environment. AWS_ENDPOINT_URL_BEDROCK_RUNTIME is ignored: it points apps at this very
   * proxy.
   *
   * @throws UsageException when a variable holds no http or https address
   */
  static AwsAddress of(Map<String, String> environment) throws UsageException {
    var services = address(environment, SERVICES_VARIABLE);
    var runtime = address(environment, RUNTIME_VARIABLE);
    return new AwsAddress(services, runtime == null ? services : runtime);
  }

  /**
   * The certificates that may prove these addresses beside those that the JVM trusts.
   *
   * @throws UsageException when the variable holds no certificates
   */
  static AwsAuthorities authorities(Map<String, String> environment) throws UsageException {
    try {
      return AwsAuthorities.of(environment.getOrDefault(AUTHORITIES_VARIABLE, ""));
    } catch (IllegalArgumentException e) {
      throw new UsageException(
          AUTHORITIES_VARIABLE + " must be certificates in PEM: " + e.getMessage());
    }
  }

  private static @Nullable String address(Map<String, String> environment, String variable)
      throws UsageException {
    var value = environment.getOrDefault(variable, "").strip();
    if (value.isEmpty()) {
      return null;
    }
    try {
      var uri = URI.create(value);
      var scheme = String.valueOf(uri.getScheme());
      if ((scheme.equals("https") || scheme.equals("http")) && uri.getHost() != null) {
        return value.endsWith("/") ? value.substring(0, value.length() - 1) : value;
      }
    } catch (IllegalArgumentException e) {
      // The error below is the same as for any other text that is no address.
    }
    throw new UsageException(
        variable + " is '" + value + "', but must be an address such as http://localhost:4566");
  }
}
