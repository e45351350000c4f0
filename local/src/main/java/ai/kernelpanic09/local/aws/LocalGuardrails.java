package ai.kernelpanic09.local.aws;

import ai.kernelpanic09.core.endpoint.GuardrailUse;
import ai.kernelpanic09.core.guardrail.GuardrailContent;
import ai.kernelpanic09.core.guardrail.GuardrailLabels;
import ai.kernelpanic09.core.guardrail.VersionRetention;
import ai.kernelpanic09.core.price.PriceBook;
import ai.kernelpanic09.core.resolve.PolicyResolution;
import ai.kernelpanic09.core.spec.GuardrailPolicySpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/**
 * Keeps the guardrails of local endpoints, one for each policy, account and region. A guardrail is
 * created once, and gets a new version only when its policy changes. A guardrail of the same name
 * that local mode did not create is never touched.
 */
public final class LocalGuardrails {

  private static final String OWNER = "local";

  private final AwsCalls aws;
  private final PriceBook prices;

  public LocalGuardrails(AwsCalls aws, PriceBook prices) {
    this.aws = aws;
    this.prices = prices;
  }

  /**
   * The result of a clean-up.
   *
   * @param deleted names of guardrails that are gone
   * @param kept names of guardrails that local mode made for other policies
   */
  public record Cleaned(List<String> deleted, List<String> kept) {}

  /**
   * The guardrail of a policy in a region, with a published version.
   *
   * @throws AwsException when the guardrail or its version can't be created
   */
  public GuardrailUse use(
      String policy, GuardrailPolicySpec spec, String region, AwsCredentialsIdentity identity)
      throws AwsException {
    var account = new AccountGuardrails(aws, region, identity);
    var name = guardrailName(policy);
    var content = GuardrailContent.of(spec);
    var found = find(account, name);
    var id = found.isPresent() ? found.get().id() : account.create(name, content, tags(content));
    var version = found.isPresent() ? current(account, found.get(), content) : account.publish(id);
    return PolicyResolution.use(id, version, spec, prices);
  }

  /**
   * Deletes the guardrails of policies, and names those that local mode made for others.
   *
   * @throws AwsException when one can't be deleted
   */
  public Cleaned clean(Set<String> policies, String region, AwsCredentialsIdentity identity)
      throws AwsException {
    var account = new AccountGuardrails(aws, region, identity);
    var names = policies.stream().map(LocalGuardrails::guardrailName).collect(Collectors.toSet());
    var cleaned = new Cleaned(new ArrayList<>(), new ArrayList<>());
    for (var each : account.list()) {
      if (each.name().endsWith("-" + OWNER) && isOurs(account.tags(each.arn()))) {
        if (names.contains(each.name())) {
          account.delete(each.id());
          cleaned.deleted().add(each.name());
        } else {
          cleaned.kept().add(each.name());
        }
      }
    }
    return cleaned;
  }

  private static String guardrailName(String policy) {
    return GuardrailLabels.name(policy, OWNER);
  }

  private static Optional<AccountGuardrails.Summary> find(AccountGuardrails account, String name)
      throws AwsException {
    return account.list().stream().filter(each -> each.name().equals(name)).findFirst();
  }

  /** The newest version if it has this content, else a new one. */
  private static String current(
      AccountGuardrails account, AccountGuardrails.Summary found, GuardrailContent content)
      throws AwsException {
    var tags = account.tags(found.arn());
    if (!isOurs(tags)) {
      throw new AwsException(
          "",
          "the account has a guardrail "
              + found.name()
              + " that local mode did not make: rename the policy, or that guardrail");
    }
    var versions = account.versions(found.id());
    if (content.hash().equals(tags.get(GuardrailLabels.HASH_TAG)) && !versions.isEmpty()) {
      return versions.getLast();
    }
    for (var version : VersionRetention.superfluous(versions, Set.of())) {
      account.deleteVersion(found.id(), version);
    }
    account.update(found.id(), found.name(), content);
    var version = account.publish(found.id());
    // The hash is tagged last, so that an attempt that breaks off earlier is repeated.
    account.tag(found.arn(), tags(content));
    return version;
  }

  private static boolean isOurs(Map<String, String> tags) {
    return OWNER.equals(tags.get(GuardrailLabels.CLUSTER_TAG));
  }

  private static Map<String, String> tags(GuardrailContent content) {
    return Map.of(GuardrailLabels.CLUSTER_TAG, OWNER, GuardrailLabels.HASH_TAG, content.hash());
  }
}
