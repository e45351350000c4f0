package ai.kernelpanic09.simulator.iam;

import java.security.PublicKey;
import java.util.Map;
import java.util.Set;

/**
 * An OpenID Connect provider of an account.
 *
 * @param issuer its URL
 * @param audiences the client ids that it is registered for
 * @param keys public keys by key id; with none, signatures of its tokens are not checked (structure
 *     and claims are), because a test without the issuer's keys could not use it otherwise
 */
public record IdentityProvider(
    String account, String issuer, Set<String> audiences, Map<String, PublicKey> keys) {

  /** The issuer without its scheme, as ARNs and condition keys name it. */
  public String name() {
    return issuer.replaceFirst("^https?://", "");
  }

  public String arn(String partition) {
    return "arn:%s:iam::%s:oidc-provider/%s".formatted(partition, account, name());
  }
}
