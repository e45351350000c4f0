package ai.kernelpanic09.local.aws;

import ai.kernelpanic09.core.price.ModelLifecycle;
import ai.kernelpanic09.core.price.PriceBook;
import ai.kernelpanic09.core.resolve.ModelReader;
import ai.kernelpanic09.core.resolve.ModelUnseenException;
import ai.kernelpanic09.core.resolve.ModelUnseenException.Reason;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/**
 * Asks Bedrock's control plane with signed requests of its own. Local mode can't wait for AWS to
 * come back, so whatever keeps it from looking a model up counts as not permitted. For one
 * resolution: it asks about a model once.
 */
public final class HttpModelReader implements ModelReader {

  private static final Logger LOG = LoggerFactory.getLogger(HttpModelReader.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> NOT_FOUND =
      Set.of("ResourceNotFoundException", "ValidationException");

  private final AwsCalls aws;
  private final PriceBook prices;
  private final String region;
  private final AwsCredentialsIdentity identity;
  private final Map<String, JsonNode> details = new HashMap<>();

  public HttpModelReader(
      AwsCalls aws, PriceBook prices, String region, AwsCredentialsIdentity identity) {
    this.aws = aws;
    this.prices = prices;
    this.region = region;
    this.identity = identity;
  }

  @Override
  public ModelLifecycle lifecycle(String modelId) {
    var lifecycle = details(modelId).path("modelLifecycle");
    return new ModelLifecycle(
        time(lifecycle.path("publicExtendedAccessTime")), time(lifecycle.path("endOfLifeTime")));
  }

  private static @Nullable Instant time(JsonNode member) {
    return member.isTextual() ? Instant.parse(member.textValue()) : null;
  }

  private JsonNode details(String modelId) {
    return details.computeIfAbsent(
        modelId, id -> get("foundation-models", id).path("modelDetails"));
  }

  @Override
  public boolean servesOnDemand(String modelId) {
    for (var each : details(modelId).path("inferenceTypesSupported")) {
      if (each.asText().equals("ON_DEMAND")) {
        return true;
      }
    }
    return false;
  }

  @Override
  public List<String> modelsOfProfile(String idOrArn) {
    var arns = new ArrayList<String>();
    for (var each : get("inference-profiles", idOrArn).path("models")) {
      arns.add(each.path("modelArn").asText());
    }
    return arns;
  }

  @Override
  public Availability availability(String modelId) {
    var answer = get("foundation-model-availability", modelId);
    var agreement = answer.path("agreementAvailability");
    return new Availability(
        Agreement.of(agreement.path("status").asText()),
        agreement.path("errorMessage").textValue(),
        is(answer.path("authorizationStatus"), "AUTHORIZED"),
        is(answer.path("entitlementAvailability"), "AVAILABLE"),
        is(answer.path("regionAvailability"), "AVAILABLE"));
  }

  @Override
  public boolean isSoldThroughProfile(String profileId) {
    return prices.find(profileId, region).isPresent();
  }

  private static boolean is(JsonNode member, String word) {
    return member.asText().equals(word);
  }

  private JsonNode get(String collection, String id) {
    try {
      return JSON.readTree(
          aws.send(
              "bedrock",
              region,
              identity,
              SdkHttpMethod.GET,
              "/" + collection + "/" + URLEncoder.encode(id, StandardCharsets.UTF_8),
              Map.of(),
              "application/json",
              null));
    } catch (AwsException e) {
      var message = String.valueOf(e.getMessage());
      LOG.info("event=model_not_looked_up model={} error=\"{}\"", id, message);
      throw new ModelUnseenException(
          NOT_FOUND.contains(e.code()) ? Reason.NOT_FOUND : Reason.NOT_PERMITTED, message);
    } catch (JsonProcessingException e) {
      throw new ModelUnseenException(
          Reason.NOT_PERMITTED, collection + " of bedrock are answered with no JSON");
    }
  }
}
