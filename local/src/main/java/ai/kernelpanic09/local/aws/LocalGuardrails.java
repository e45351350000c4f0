package ai.kernelpanic09.local.aws;

import ai.kernelpanic09.core.digest.Sha256;
import ai.kernelpanic09.core.endpoint.GuardrailUse;
import ai.kernelpanic09.core.price.PriceBook;
import ai.kernelpanic09.core.resolve.GuardrailCharges;
import ai.kernelpanic09.core.spec.GuardrailPolicySpec;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/**
 * Keeps the guardrails that local endpoints carry, one for each policy, account and region: made
 * once, and given a new version only when the policy has changed. A guardrail of the same name that
 * local mode has not made is never touched.
 */
public final class LocalGuardrails {

  private static final String OWNER_TAG = "ai.kernelpanic09.io/cluster";
  private static final String OWNER = "local";
  private static final String HASH_TAG = "ai.kernelpanic09.io/hash";
  private static final String SUFFIX = "-local";
  private static final int MAX_POLICY_LENGTH = 39;

  /** Bedrock keeps twenty of a guardrail. */
  private static final int MAX_VERSIONS = 15;

  private static final int HASH_DIGITS = 32;

  private final AwsCalls aws;
  private final PriceBook prices;

  public LocalGuardrails(AwsCalls aws, PriceBook prices) {
    this.aws = aws;
    this.prices = prices;
  }

  /**
   * What was cleaned up.
   *
   * @param deleted names of guardrails that are gone
   * @param kept names of those that local mode made for other policies
   */
  public record Cleaned(List<String> deleted, List<String> kept) {}

  /**
   * The guardrail of a policy in a region, with a published version.
   *
   * @param written the policy's spec as it stands in the manifest
   * @throws AwsException when it can't be made
   */
  public GuardrailUse use(
      String policy,
      JsonNode written,
      GuardrailPolicySpec spec,
      String region,
      AwsCredentialsIdentity identity)
      throws AwsException {
    var api = new AccountGuardrails(aws, region, identity);
    var name = guardrailName(policy);
    var content = GuardrailContent.request(name, written);
    var found = find(api, name);
    var id = found.isPresent() ? found.get().id() : api.create(content, tags(content));
    var version = found.isPresent() ? current(api, found.get(), content) : api.publish(id);
    return new GuardrailUse(id, version, prices.guardrail(GuardrailCharges.of(spec)));
  }

  /**
   * Deletes the guardrails of policies, and names those that local mode made for others.
   *
   * @throws AwsException when one can't be deleted
   */
  public Cleaned clean(Set<String> policies, String region, AwsCredentialsIdentity identity)
      throws AwsException {
    var api = new AccountGuardrails(aws, region, identity);
    var names = policies.stream().map(LocalGuardrails::guardrailName).collect(Collectors.toSet());
    var cleaned = new Cleaned(new ArrayList<>(), new ArrayList<>());
    for (var each : api.list()) {
      if (each.name().endsWith(SUFFIX) && isOurs(api.tags(each.arn()))) {
        if (names.contains(each.name())) {
          api.delete(each.id());
          cleaned.deleted().add(each.name());
        } else {
          cleaned.kept().add(each.name());
        }
      }
    }
    return cleaned;
  }

  private static String guardrailName(String policy) {
    return policy.substring(0, Math.min(policy.length(), MAX_POLICY_LENGTH)) + SUFFIX;
  }

  private static Optional<AccountGuardrails.Summary> find(AccountGuardrails api, String name)
      throws AwsException {
    return api.list().stream().filter(each -> each.name().equals(name)).findFirst();
  }

  /** A version that has this content; made only where there is none. */
  private static String current(
      AccountGuardrails api, AccountGuardrails.Summary found, ObjectNode content)
      throws AwsException {
    var tags = api.tags(found.arn());
    if (!isOurs(tags)) {
      throw new AwsException(
          "",
          "the account has a guardrail "
              + found.name()
              + " that local mode did not make: rename the policy, or that guardrail");
    }
    var versions = api.versions(found.id());
    if (hash(content).equals(tags.get(HASH_TAG)) && !versions.isEmpty()) {
      return Long.toString(versions.getLast());
    }
    if (versions.size() >= MAX_VERSIONS) {
      api.deleteVersion(found.id(), versions.getFirst());
    }
    api.update(found.id(), content);
    var version = api.publish(found.id());
    // Last, so that what breaks off before it is done again.
    api.tag(found.arn(), tags(content));
    return version;
  }

  private static boolean isOurs(Map<String, String> tags) {
    return OWNER.equals(tags.get(OWNER_TAG));
  }

  private static Map<String, String> tags(ObjectNode content) {
    return Map.of(OWNER_TAG, OWNER, HASH_TAG, hash(content));
  }

  private static String hash(ObjectNode content) {
    return Sha256.hex(content.toString()).substring(0, HASH_DIGITS);
  }
}
