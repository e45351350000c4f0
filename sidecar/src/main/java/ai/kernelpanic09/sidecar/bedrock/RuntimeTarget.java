package ai.kernelpanic09.sidecar.bedrock;

import ai.kernelpanic09.core.aws.Partition;
import ai.kernelpanic09.core.endpoint.EndpointLimits;
import ai.kernelpanic09.core.price.ModelId;
import ai.kernelpanic09.core.price.ModelIds;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * The address of a model at Bedrock's runtime.
 *
 * @param modelPath {@code /model/<id>}: the id is one percent-encoded segment
 */
public record RuntimeTarget(boolean tls, String host, int port, String modelPath, String region) {

  private static final String UNRESERVED = "-._~";

  /**
   * The address of an endpoint's model.
   *
   * @throws IllegalArgumentException when {@code endpointUrl} is no http or https address
   */
  public static RuntimeTarget of(EndpointLimits limits) {
    var url = limits.endpointUrl();
    var uri =
        URI.create(
            url == null ? "https://" + Partition.host("bedrock-runtime", limits.region()) : url);
    var tls = "https".equals(uri.getScheme());
    if ((!tls && !"http".equals(uri.getScheme())) || uri.getHost() == null) {
      throw new IllegalArgumentException("endpointUrl " + url + " is no http address");
    }
    var port = uri.getPort() >= 0 ? uri.getPort() : ownPort(tls);
    return new RuntimeTarget(
        tls, uri.getHost(), port, "/model/" + encode(limits.modelId()), limits.region());
  }

  /** The path of an operation of the model, such as {@code converse}. */
  public String path(String operation) {
    return modelPath + '/' + operation;
  }

  /**
   * The path at which tokens are counted as a model counts them. The operation is one of models: an
   * inference profile that a model is called through does not know it.
   */
  public static String countTokensPath(String modelId) {
    return "/model/" + encode(counting(modelId)) + "/count-tokens";
  }

  private static String counting(String modelId) {
    try {
      var id = ModelIds.parse(modelId);
      return id.kind() == ModelId.Kind.INFERENCE_PROFILE ? id.name() : modelId;
    } catch (IllegalArgumentException e) {
      return modelId;
    }
  }

  /** The path at which a version of a guardrail is applied to texts. */
  public static String guardrailPath(String id, String version) {
    return "/guardrail/" + encode(id) + "/version/" + encode(version) + "/apply";
  }

  /** The host as a request's header names it: with the port, unless it is the scheme's own. */
  String authority() {
    return port == ownPort(tls) ? host : host + ':' + port;
  }

  private static int ownPort(boolean tls) {
    return tls ? 443 : 80;
  }

  /** Whether a character stands for itself in an encoded path, RFC 3986, section 2.3. */
  static boolean isUnreserved(char c) {
    return c < 0x80 && (Character.isLetterOrDigit(c) || UNRESERVED.indexOf(c) >= 0);
  }

  private static String encode(String segment) {
    var encoded = new StringBuilder(segment.length() + 16);
    for (var each : segment.getBytes(StandardCharsets.UTF_8)) {
      var c = (char) (each & 0xff);
      if (isUnreserved(c)) {
        encoded.append(c);
      } else {
        encoded.append('%').append(HexFormat.of().withUpperCase().toHexDigits(each));
      }
    }
    return encoded.toString();
  }
}
