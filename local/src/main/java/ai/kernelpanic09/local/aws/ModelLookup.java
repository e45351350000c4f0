package ai.kernelpanic09.local.aws;

import ai.kernelpanic09.core.price.ModelId;
import ai.kernelpanic09.core.price.ModelIds;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/** Finds out under which id a model is called. */
public final class ModelLookup {

  private static final Logger LOG = LoggerFactory.getLogger(ModelLookup.class);

  private final AwsCalls aws;

  public ModelLookup(AwsCalls aws) {
    this.aws = aws;
  }

  /** The model itself, or the region's geographic profile where Bedrock serves it only so. */
  public String called(String modelId, String region, AwsCredentialsIdentity identity) {
    var id = ModelIds.parse(modelId);
    var profile = ModelIds.geoProfile(region);
    if (id.kind() != ModelId.Kind.FOUNDATION_MODEL || profile.isEmpty()) {
      return modelId;
    }
    return onDemand(id.name(), region, identity) ? modelId : id.through(profile.get());
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
    } catch (AwsException | JsonProcessingException e) {
      // Who may invoke a model need not be allowed to read about it: the newer ones need a profile.
      LOG.info("event=model_not_looked_up model={} error=\"{}\"", model, e.getMessage());
      return false;
    }
  }
}
