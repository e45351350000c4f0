package ai.kernelpanic09.local;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.price.PriceBook;
import ai.kernelpanic09.core.spec.ModelEndpointSpec;
import ai.kernelpanic09.local.aws.AwsCalls;
import ai.kernelpanic09.local.aws.AwsException;
import ai.kernelpanic09.local.aws.EndpointCredentials;
import ai.kernelpanic09.local.aws.LocalGuardrails;
import ai.kernelpanic09.local.aws.OwnIdentity;
import ai.kernelpanic09.local.manifest.ManifestSet;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;

/** Deletes the guardrails that local mode created in an account. */
final class Cleanup {

  private static final int ACCOUNT_OF_ARN = 4;

  private final EndpointCredentials credentials;
  private final LocalGuardrails guardrails;
  private final boolean assumesRoles;
  private final Console console;
  private final Set<Place> cleaned = new HashSet<>();

  /**
   * @param account of the endpoint's role; empty for the developer's own
   */
  private record Place(String region, String account) {}

  Cleanup(AwsCalls aws, boolean assumesRoles, Console console) {
    credentials =
        new EndpointCredentials(
            OwnIdentity.ofDefaultChain(), aws, InstantSource.system(), assumesRoles);
    guardrails = new LocalGuardrails(aws, PriceBook.embedded());
    this.assumesRoles = assumesRoles;
    this.console = console;
  }

  /** Deletes the guardrails of all policies, wherever the endpoints are. */
  void clean(ManifestSet manifests) throws AwsException {
    var deleted = 0;
    for (var each : manifests.endpoints().entrySet()) {
      var spec = each.getValue();
      var account = assumesRoles ? spec.irsaRoleArn().split(":", -1)[ACCOUNT_OF_ARN] : "";
      if (cleaned.add(new Place(spec.region(), account))) {
        deleted += clean(each.getKey(), spec, manifests.guardrails().keySet());
      }
    }
    console.say("guardrails deleted: " + deleted);
  }

  private int clean(EndpointName name, ModelEndpointSpec spec, Set<String> policies)
      throws AwsException {
    var region = spec.region();
    var identity = EndpointCredentials.identity(credentials.of(name, spec.irsaRoleArn(), region));
    var result = guardrails.clean(policies, region, identity);
    result.deleted().forEach(each -> console.say("deleted " + each + " in " + region));
    result
        .kept()
        .forEach(each -> console.say("kept " + each + " in " + region + ": of another policy"));
    return result.deleted().size();
  }
}
