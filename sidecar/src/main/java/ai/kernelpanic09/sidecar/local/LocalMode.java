package ai.kernelpanic09.sidecar.local;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.endpoint.GuardrailUse;
import ai.kernelpanic09.core.price.ModelId;
import ai.kernelpanic09.core.price.ModelIds;
import ai.kernelpanic09.core.price.PriceBook;
import ai.kernelpanic09.core.protocol.SessionCredentials;
import ai.kernelpanic09.core.resolve.SpecResolution;
import ai.kernelpanic09.core.spec.ModelEndpointSpec;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/** Puts the operator's side together from a folder of manifests. */
public final class LocalMode {

  private static final Logger LOG = LoggerFactory.getLogger(LocalMode.class);

  private final Manifests manifests;
  private final PriceBook prices = PriceBook.embedded();
  private final AwsCalls aws;
  private final LocalCredentials credentials;
  private final LocalGuardrails guardrails;
  private final @Nullable String runtimeUrl;

  private LocalMode(
      Manifests manifests, @Nullable String runtimeUrl, Map<String, String> environment) {
    this.manifests = manifests;
    this.runtimeUrl = runtimeUrl;
    aws = new AwsCalls(environment.get("AWS_ENDPOINT_URL"));
    credentials = new LocalCredentials(environment, aws, InstantSource.system());
    guardrails = new LocalGuardrails(aws, prices);
  }

  /**
   * Reads manifests, creates guardrails, and opens the ledgers. Blocks while it asks AWS.
   *
   * @param state folder for ledgers
   * @param runtimeUrl where Bedrock's runtime is; null for its own address
   * @throws IOException when a manifest is wrong, or an endpoint can't be served; the message names
   *     it
   */
  public static LedgerDesk open(
      Path folder, Path state, @Nullable String runtimeUrl, Map<String, String> environment)
      throws IOException {
    var mode = new LocalMode(Manifests.read(folder), runtimeUrl, environment);
    var endpoints = new ArrayList<DeskEndpoint>();
    for (var each : mode.manifests.endpoints().entrySet()) {
      try {
        endpoints.add(mode.endpoint(each.getKey(), each.getValue()));
      } catch (IllegalStateException | IllegalArgumentException e) {
        throw new IOException("ModelEndpoint " + each.getKey() + ": " + e.getMessage(), e);
      }
    }
    return new LedgerDesk(
        endpoints, new FileLedgers(state), mode::credentials, InstantSource.system());
  }

  private SessionCredentials credentials(EndpointName name) {
    var spec = manifests.endpoints().get(name);
    if (spec == null) {
      throw new IllegalStateException("there is no endpoint " + name);
    }
    return credentials.of(name, spec.irsaRoleArn(), spec.region());
  }

  private DeskEndpoint endpoint(EndpointName name, ModelEndpointSpec spec) throws IOException {
    var identity = LocalCredentials.identity(credentials(name));
    var modelId = modelId(spec, identity);
    var priced =
        prices
            .find(modelId, spec.region(), SpecResolution.prices(spec), true)
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "UnknownModelPrice: no price is known for "
                            + modelId
                            + " in "
                            + spec.region()));
    var limits =
        SpecResolution.limits(spec, modelId, priced, guardrail(spec, identity), runtimeUrl);
    LOG.info(
        "event=endpoint-resolved endpoint={} model={} priceKey={} guardrail={}",
        name,
        modelId,
        priced.key(),
        limits.guardrail() == null ? "none" : limits.guardrail().id());
    return new DeskEndpoint(name, limits, SpecResolution.terms(spec));
  }

  private @Nullable GuardrailUse guardrail(ModelEndpointSpec spec, AwsCredentialsIdentity identity)
      throws IOException {
    var name = spec.guardrailPolicyRef();
    var written = name == null ? null : manifests.guardrails().get(name);
    return name == null || written == null
        ? null
        : guardrails.use(name, written, manifests.policy(name), spec.region(), identity);
  }

  /** The model itself, or the region's geographic profile where Bedrock serves it only so. */
  private String modelId(ModelEndpointSpec spec, AwsCredentialsIdentity identity) {
    var id = ModelIds.parse(spec.modelId());
    var profile = ModelIds.geoProfile(spec.region());
    if (id.kind() != ModelId.Kind.FOUNDATION_MODEL || profile.isEmpty()) {
      return spec.modelId();
    }
    return onDemand(id.name(), spec.region(), identity)
        ? spec.modelId()
        : id.through(profile.get());
  }

  private boolean onDemand(String model, String region, AwsCredentialsIdentity identity) {
    try {
      var answer =
          aws.send(
              "bedrock",
              region,
              identity,
              SdkHttpMethod.GET,
              "/foundation-models/" + model.replace(":", "%3A"),
              Map.of(),
              "application/json",
              null);
      for (var each :
          new ObjectMapper()
              .readTree(answer)
              .path("modelDetails")
              .path("inferenceTypesSupported")) {
        if (each.asText().equals("ON_DEMAND")) {
          return true;
        }
      }
      return false;
    } catch (IOException e) {
      // Who may invoke a model need not be allowed to read about it: the newer ones need a profile.
      LOG.warn("event=model-not-looked-up model={} error=\"{}\"", model, e.getMessage());
      return false;
    }
  }
}
