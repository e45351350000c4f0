package ai.kernelpanic09.operator.training;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;

/**
 * Stands in for STS and Bedrock's control plane on the loopback: every role may be assumed, and
 * every model may be called.
 */
final class AwsStandIn {

  private final Vertx vertx;

  AwsStandIn(Vertx vertx) {
    this.vertx = vertx;
  }

  /** Starts to listen; gives its port. */
  Future<Integer> listen() {
    return vertx
        .createHttpServer()
        .requestHandler(request -> request.body().onSuccess(body -> serve(request)))
        .listen(0, "127.0.0.1")
        .map(listening -> listening.actualPort());
  }

  private static void serve(HttpServerRequest request) {
    var path = request.path();
    if (path.equals("/")) {
      request.response().putHeader("content-type", "text/xml").end(session());
    } else {
      request.response().putHeader("content-type", "application/json").end(model(path).toBuffer());
    }
  }

  private static String session() {
    return """
        <AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult>
        <Credentials><AccessKeyId>ASIATRAINING00000000</AccessKeyId>
        <SecretAccessKey>secret</SecretAccessKey><SessionToken>token</SessionToken>
        <Expiration>%s</Expiration></Credentials>
        <AssumedRoleUser><AssumedRoleId>AROATRAINING:a</AssumedRoleId>
        <Arn>arn:aws:sts::123456789012:assumed-role/training/a</Arn></AssumedRoleUser>
        </AssumeRoleResult><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata>
        </AssumeRoleResponse>
        """
        .formatted(Instant.now().plus(Duration.ofHours(1)));
  }

  private static JsonObject model(String path) {
    var id = path.substring(path.lastIndexOf('/') + 1);
    var arn = "arn:aws:bedrock:us-east-1::foundation-model/" + id.replaceFirst("^us\\.", "");
    if (path.startsWith("/inference-profiles/")) {
      return new JsonObject()
          .put("inferenceProfileName", id)
          .put("inferenceProfileId", id)
          .put(
              "inferenceProfileArn",
              "arn:aws:bedrock:us-east-1:123456789012:inference-profile/" + id)
          .put("models", new JsonArray().add(new JsonObject().put("modelArn", arn)))
          .put("status", "ACTIVE")
          .put("type", "SYSTEM_DEFINED");
    }
    if (path.startsWith("/foundation-model-availability/")) {
      return new JsonObject()
          .put("modelId", id)
          .put("agreementAvailability", new JsonObject().put("status", "AVAILABLE"))
          .put("authorizationStatus", "AUTHORIZED")
          .put("entitlementAvailability", "AVAILABLE")
          .put("regionAvailability", "AVAILABLE");
    }
    return new JsonObject()
        .put(
            "modelDetails",
            new JsonObject()
                .put("modelArn", arn)
                .put("modelId", id)
                .put("inferenceTypesSupported", new JsonArray().add("ON_DEMAND"))
                .put("modelLifecycle", new JsonObject().put("status", "ACTIVE")));
  }
}
