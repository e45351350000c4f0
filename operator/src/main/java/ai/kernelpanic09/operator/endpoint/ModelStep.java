package ai.kernelpanic09.operator.endpoint;

import ai.kernelpanic09.api.condition.ConditionReason;
import ai.kernelpanic09.api.condition.ConditionType;
import ai.kernelpanic09.core.price.PriceBook;
import ai.kernelpanic09.core.resolve.ModelLookup;
import ai.kernelpanic09.core.resolve.ModelResolver;
import ai.kernelpanic09.operator.aws.AwsClients;
import ai.kernelpanic09.operator.aws.AwsFailure;
import ai.kernelpanic09.operator.credentials.Session;
import ai.kernelpanic09.operator.model.BedrockModelReader;
import ai.kernelpanic09.operator.status.ConditionState;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;

/** Which model is called, and whether it can be called. */
final class ModelStep implements Step {

  private final AwsClients clients;
  private final PriceBook prices;
  private final EndpointValidation validation;
  private final Cache<Key, ModelLookup> found =
      Caffeine.newBuilder().maximumSize(10_000).expireAfterWrite(Duration.ofMinutes(10)).build();

  private record Key(String modelId, String region, String roleArn) {}

  ModelStep(AwsClients clients, PriceBook prices, EndpointValidation validation) {
    this.clients = clients;
    this.prices = prices;
    this.validation = validation;
  }

  @Override
  public ConditionType condition() {
    return ConditionType.MODEL_REACHABLE;
  }

  @Override
  public Result check(Observation observed) {
    var spec = observed.spec();
    var urlErrors = validation.urlErrors(observed);
    if (urlErrors.isPresent()) {
      return new Result(
          ConditionState.ofFalse(ConditionReason.ENDPOINT_URL_NOT_ALLOWED, urlErrors.get()),
          observed);
    }
    var session = observed.session();
    if (session == null) {
      return new Result(
          observed.unavailable()
              ? ConditionState.ofUnavailable(
                  ConditionReason.AWS_UNAVAILABLE, "the role's session can't be had at the moment")
              : ConditionState.ofUnknown(
                  ConditionReason.ROLE_REQUIRED,
                  "the role's session is needed to look at the model"),
          observed);
    }
    var key = new Key(spec.modelId(), spec.region(), spec.irsaRoleArn());
    var known = found.getIfPresent(key);
    try {
      var lookup = known == null ? resolve(key, session) : known;
      if (known == null && lookup.verdict() == ModelLookup.Verdict.REACHABLE) {
        found.put(key, lookup);
      }
      return new Result(state(lookup), observed.with(lookup.model()));
    } catch (AwsFailure e) {
      return new Result(
          ConditionState.ofUnavailable(ConditionReason.AWS_UNAVAILABLE, e.text()),
          observed.withUnavailable());
    }
  }

  private static ConditionState state(ModelLookup lookup) {
    return switch (lookup.verdict()) {
      case REACHABLE -> ConditionState.ofTrue(ConditionReason.REACHABLE, lookup.message());
      case NOT_PERMITTED -> ConditionState.ofUnknown(reason(lookup), lookup.message());
      case UNREACHABLE -> ConditionState.ofFalse(reason(lookup), lookup.message());
    };
  }

  private static ConditionReason reason(ModelLookup lookup) {
    return ConditionReason.byId(lookup.reason()).orElseThrow();
  }

  private ModelLookup resolve(Key key, Session session) {
    var reader =
        new BedrockModelReader(
            clients.bedrock(key.region()), session.credentials(), prices, key.region());
    return new ModelResolver(reader, key.roleArn(), key.region()).resolve(key.modelId());
  }
}
