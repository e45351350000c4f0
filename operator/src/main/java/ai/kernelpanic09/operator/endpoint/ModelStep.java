package ai.kernelpanic09.operator.endpoint;

import ai.kernelpanic09.core.price.PriceBook;
import ai.kernelpanic09.operator.aws.AwsClients;
import ai.kernelpanic09.operator.aws.AwsFailure;
import ai.kernelpanic09.operator.credentials.Session;
import ai.kernelpanic09.operator.model.BedrockModelReader;
import ai.kernelpanic09.operator.model.ModelLookup;
import ai.kernelpanic09.operator.model.ModelResolver;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/** Which model is called, and whether it can be. */
final class ModelStep implements Step {

  private final AwsClients clients;
  private final PriceBook prices;
  private final List<String> endpointHosts;
  private final Cache<Key, ModelLookup> found =
      Caffeine.newBuilder().maximumSize(10_000).expireAfterWrite(Duration.ofMinutes(10)).build();

  private record Key(String modelId, String region, String roleArn) {}

  ModelStep(AwsClients clients, PriceBook prices, List<String> endpointHosts) {
    this.clients = clients;
    this.prices = prices;
    this.endpointHosts = endpointHosts;
  }

  @Override
  public ConditionType condition() {
    return ConditionType.MODEL_REACHABLE;
  }

  @Override
  public Verdict check(Findings findings) {
    var spec = findings.spec();
    var url = spec.endpointUrl();
    if (url != null && !url.contains(".amazonaws.com") && !isAllowed(url)) {
      return Verdict.no(
          "EndpointUrlNotAllowed",
          "spec.endpointUrl is neither AWS's nor in the operator's list of endpointHosts");
    }
    var session = findings.control;
    if (session == null && findings.awsAway) {
      return Verdict.passing("the role's session can't be had at the moment");
    }
    if (session == null) {
      return Verdict.unknown("RoleRequired", "the role's session is needed to look at the model");
    }
    var key = new Key(spec.modelId(), spec.region(), spec.irsaRoleArn());
    var known = found.getIfPresent(key);
    try {
      var lookup = known == null ? resolve(key, session) : known;
      if (known == null && lookup.verdict() == ModelLookup.Verdict.REACHABLE) {
        found.put(key, lookup);
      }
      findings.model = lookup.model();
      return switch (lookup.verdict()) {
        case REACHABLE -> Verdict.yes("Reachable", lookup.message());
        case NOT_PERMITTED -> Verdict.unknown(lookup.reason(), lookup.message());
        case UNREACHABLE -> Verdict.no(lookup.reason(), lookup.message());
      };
    } catch (AwsFailure e) {
      findings.awsAway = true;
      return Verdict.passing(e.text());
    }
  }

  private ModelLookup resolve(Key key, Session session) {
    var reader =
        new BedrockModelReader(
            clients.bedrock(key.region()), session.credentials(), prices, key.region());
    return new ModelResolver(reader, key.roleArn(), key.region()).resolve(key.modelId());
  }

  private boolean isAllowed(String url) {
    var host = URI.create(url).getHost();
    return host != null && endpointHosts.contains(host);
  }
}
