package ai.kernelpanic09.local.desk;

import ai.kernelpanic09.core.desk.DeskEndpoint;
import ai.kernelpanic09.core.desk.LedgerDesk;
import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.endpoint.GuardrailUse;
import ai.kernelpanic09.core.price.PriceBook;
import ai.kernelpanic09.core.protocol.SessionCredentials;
import ai.kernelpanic09.core.resolve.SpecResolution;
import ai.kernelpanic09.core.spec.ModelEndpointSpec;
import ai.kernelpanic09.local.aws.AwsCalls;
import ai.kernelpanic09.local.aws.AwsException;
import ai.kernelpanic09.local.aws.EndpointCredentials;
import ai.kernelpanic09.local.aws.LocalGuardrails;
import ai.kernelpanic09.local.aws.ModelLookup;
import ai.kernelpanic09.local.manifest.ManifestSet;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/** The operator's part: serves what the manifests declare, which may change. */
public final class LocalOperator {

  private final PriceBook prices = PriceBook.embedded();
  private final EndpointCredentials credentials;
  private final LocalGuardrails guardrails;
  private final ModelLookup models;
  private final @Nullable String runtimeUrl;
  private final LedgerDesk desk;
  private final LocalPrompts prompts;
  private volatile Map<EndpointName, ModelEndpointSpec> served = Map.of();

  /**
   * Opens the ledgers; nothing is served yet.
   *
   * @param state folder for ledgers and revisions
   * @param runtimeUrl where Bedrock's runtime is; null for its own address
   * @throws IOException when the folder can't be used
   */
  public LocalOperator(
      Path state, AwsCalls aws, EndpointCredentials credentials, @Nullable String runtimeUrl)
      throws IOException {
    this.credentials = credentials;
    this.runtimeUrl = runtimeUrl;
    guardrails = new LocalGuardrails(aws, prices);
    models = new ModelLookup(aws);
    prompts = new LocalPrompts(state.resolve("prompts"));
    desk =
        new LedgerDesk(
            List.of(),
            new FileLedgers(state.resolve("ledger")),
            this::session,
            InstantSource.system());
  }

  /**
   * Serves these manifests, and no others, from now on; what was spent stays spent. Blocks while it
   * asks AWS.
   *
   * @throws IOException when one can't be served, with its name: then what was served before goes
   *     on
   */
  public void serve(ManifestSet manifests) throws IOException {
    var resolved = new ArrayList<DeskEndpoint>();
    for (var each : manifests.endpoints().entrySet()) {
      resolved.add(resolve(each.getKey(), each.getValue(), manifests.guardrails()));
    }
    prompts.replace(manifests.templates());
    var before = served;
    served = Map.copyOf(manifests.endpoints());
    try {
      desk.replace(resolved);
    } catch (IOException e) {
      served = before;
      throw e;
    }
  }

  /** The names that are served. */
  public Set<EndpointName> names() {
    return served.keySet();
  }

  /** The endpoints that are served, with what they have spent. */
  public LedgerDesk desk() {
    return desk;
  }

  /** This operator, as a sidecar sees it. */
  public DeskControl control(Vertx vertx) {
    return new DeskControl(vertx, desk, prompts);
  }

  private SessionCredentials session(EndpointName name) {
    var spec = served.get(name);
    if (spec == null) {
      throw new IllegalStateException("there is no endpoint " + name);
    }
    try {
      return credentials.of(name, spec.irsaRoleArn(), spec.region());
    } catch (AwsException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  private DeskEndpoint resolve(
      EndpointName name, ModelEndpointSpec spec, Map<String, ManifestSet.Guardrail> policies)
      throws IOException {
    var identity =
        EndpointCredentials.identity(credentials.of(name, spec.irsaRoleArn(), spec.region()));
    var modelId = models.called(spec.modelId(), spec.region(), identity);
    var priced =
        prices
            .find(modelId, spec.region(), SpecResolution.prices(spec), true)
            .orElseThrow(
                () ->
                    new IOException(
                        "ModelEndpoint %s: no price is known for %s in %s: name it in spec.pricing"
                            .formatted(name, modelId, spec.region())));
    var limits =
        SpecResolution.limits(
            spec, modelId, priced, guardrail(name, spec, policies, identity), runtimeUrl);
    return new DeskEndpoint(name, limits, SpecResolution.terms(spec));
  }

  private @Nullable GuardrailUse guardrail(
      EndpointName name,
      ModelEndpointSpec spec,
      Map<String, ManifestSet.Guardrail> policies,
      AwsCredentialsIdentity identity)
      throws IOException {
    var policy = spec.guardrailPolicyRef();
    if (policy == null) {
      return null;
    }
    var written = policies.get(policy);
    if (written == null) {
      throw new IOException("ModelEndpoint " + name + ": there is no GuardrailPolicy " + policy);
    }
    return guardrails.use(policy, written.written(), written.spec(), spec.region(), identity);
  }
}
