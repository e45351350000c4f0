package ai.kernelpanic09.local.desk;

import ai.kernelpanic09.core.desk.DeskEndpoint;
import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.endpoint.GuardrailUse;
import ai.kernelpanic09.core.price.PriceBook;
import ai.kernelpanic09.core.resolve.ModelLookup;
import ai.kernelpanic09.core.resolve.ModelResolver;
import ai.kernelpanic09.core.resolve.ResolvedModel;
import ai.kernelpanic09.core.resolve.SpecResolution;
import ai.kernelpanic09.core.spec.GuardrailPolicySpec;
import ai.kernelpanic09.core.spec.ModelEndpointSpec;
import ai.kernelpanic09.local.aws.AwsCalls;
import ai.kernelpanic09.local.aws.EndpointCredentials;
import ai.kernelpanic09.local.aws.HttpModelReader;
import ai.kernelpanic09.local.aws.LocalGuardrails;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/** Finds the model, the price and the guardrail of an endpoint in the developer's account. */
final class EndpointResolution {

  private static final Logger LOG = LoggerFactory.getLogger(EndpointResolution.class);

  private final PriceBook prices = PriceBook.embedded();
  private final AwsCalls aws;
  private final EndpointCredentials credentials;
  private final LocalGuardrails guardrails;
  private final @Nullable String runtimeUrl;

  /**
   * @param runtimeUrl base URL of Bedrock's runtime; null for AWS's own
   */
  EndpointResolution(AwsCalls aws, EndpointCredentials credentials, @Nullable String runtimeUrl) {
    this.aws = aws;
    this.credentials = credentials;
    this.runtimeUrl = runtimeUrl;
    guardrails = new LocalGuardrails(aws, prices);
  }

  /**
   * The endpoint as the desk serves it. Blocks while it asks AWS.
   *
   * @param policies the guardrail policies by name
   * @throws IOException when the endpoint can't be served; the message names it
   */
  DeskEndpoint resolve(
      EndpointName name, ModelEndpointSpec spec, Map<String, GuardrailPolicySpec> policies)
      throws IOException {
    var identity =
        EndpointCredentials.identity(credentials.of(name, spec.irsaRoleArn(), spec.region()));
    var model = model(name, spec, identity);
    var query = SpecResolution.priceQuery(spec, model);
    var priced =
        prices
            .find(query, SpecResolution.prices(spec), true)
            .orElseThrow(
                () ->
                    new IOException(
                        "ModelEndpoint %s: no price is known for %s in %s, tier %s%s: name it in spec.pricing"
                            .formatted(
                                name,
                                model.callId(),
                                spec.region(),
                                query.tier().word(),
                                prices.lastDay(query).map(day -> ", after " + day).orElse(""))));
    var limits =
        SpecResolution.limits(
            spec, model.callId(), priced, guardrail(name, spec, policies, identity), runtimeUrl);
    // What the account enforces is not looked up here: it is booked when it turns up.
    return new DeskEndpoint(
        name,
        SpecResolution.enforcing(spec, limits, List.of(), prices.anyGuardrail()),
        SpecResolution.terms(spec));
  }

  /**
   * The model to call. One that exists is served even if the account has no access to it: calls
   * then get Bedrock's own error.
   */
  private ResolvedModel model(
      EndpointName name, ModelEndpointSpec spec, AwsCredentialsIdentity identity)
      throws IOException {
    var reader = new HttpModelReader(aws, prices, spec.region(), identity);
    var lookup =
        new ModelResolver(reader, spec.irsaRoleArn(), spec.region()).resolve(spec.modelId());
    if (lookup.model() == null) {
      throw new IOException("ModelEndpoint " + name + ": " + lookup.message());
    }
    if (lookup.verdict() == ModelLookup.Verdict.UNREACHABLE) {
      LOG.warn(
          "event=model_unreachable endpoint={} reason={} error=\"{}\"",
          name,
          lookup.reason(),
          lookup.message());
    }
    return lookup.model();
  }

  private @Nullable GuardrailUse guardrail(
      EndpointName name,
      ModelEndpointSpec spec,
      Map<String, GuardrailPolicySpec> policies,
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
    return guardrails.use(policy, written, spec.region(), identity);
  }
}
