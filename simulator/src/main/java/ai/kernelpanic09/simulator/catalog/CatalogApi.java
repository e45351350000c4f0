package ai.kernelpanic09.simulator.catalog;

import ai.kernelpanic09.simulator.bill.CallDraft;
import ai.kernelpanic09.simulator.iam.Authorizer;
import ai.kernelpanic09.simulator.iam.Caller;
import ai.kernelpanic09.simulator.iam.RequestContext;
import ai.kernelpanic09.simulator.shape.ShapeCheck;
import ai.kernelpanic09.simulator.signature.SignatureV4.Signed;
import ai.kernelpanic09.simulator.wire.AwsError;
import ai.kernelpanic09.simulator.wire.AwsRequest;
import ai.kernelpanic09.simulator.wire.AwsResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/** The control operations that read models and inference profiles. */
public final class CatalogApi {
  private static final String LAUNCH = "2025-10-15T00:00:00Z";

  private final ShapeCheck shapes;
  private final ModelCatalog catalog;
  private final BiFunction<String, String, AccountAccess> accesses;

  /**
   * @param accesses the access of an account to a model, by their ids
   */
  public CatalogApi(
      ShapeCheck shapes, ModelCatalog catalog, BiFunction<String, String, AccountAccess> accesses) {
    this.shapes = shapes;
    this.catalog = catalog;
    this.accesses = accesses;
  }

  /** Answers a read of the catalogue; empty when the path is another operation's. */
  public Optional<AwsResponse> handle(
      Signed signed, AwsRequest request, String[] path, CallDraft draft) {
    if (!request.method().equals("GET")) {
      return Optional.empty();
    }
    var operation =
        switch (path[0] + "/" + path.length) {
          case "foundation-models/1" -> "ListFoundationModels";
          case "foundation-models/2" -> "GetFoundationModel";
          case "inference-profiles/1" -> "ListInferenceProfiles";
          case "inference-profiles/2" -> "GetInferenceProfile";
          case "foundation-model-availability/2" -> "GetFoundationModelAvailability";
          default -> "";
        };
    if (operation.isEmpty()) {
      return Optional.empty();
    }
    draft.operation("bedrock", signed.region(), operation);
    var id = path.length == 2 ? path[1] : "";
    var input =
        shapes.request(
            operation + "Request",
            request,
            Map.of("modelIdentifier", id, "modelId", id, "inferenceProfileIdentifier", id));
    return Optional.of(
        AwsResponse.json(
            200,
            switch (operation) {
              case "ListFoundationModels" -> listModels(signed, input);
              case "GetFoundationModel" -> getModel(signed, id, draft);
              case "ListInferenceProfiles" -> listProfiles(signed, input);
              case "GetInferenceProfile" -> getProfile(signed, id, draft);
              default -> availability(signed, id, draft);
            }));
  }

  private JsonObject listModels(Signed signed, JsonObject input) {
    require(signed, "bedrock:ListFoundationModels", "*");
    var provider = input.getString("byProvider", "");
    var modality = input.getString("byOutputModality", "");
    var inference = input.getString("byInferenceType", "");
    var summaries = new JsonArray();
    catalog.models(signed.region()).stream()
        .filter(m -> provider.isEmpty() || m.provider().equalsIgnoreCase(provider))
        .filter(m -> modality.isEmpty() || m.outputModalities().contains(modality))
        .map(m -> details(m, signed))
        .filter(
            d ->
                inference.isEmpty()
                    || d.getJsonArray("inferenceTypesSupported").contains(inference))
        .filter(d -> !input.containsKey("byCustomizationType"))
        .forEach(summaries::add);
    return new JsonObject().put("modelSummaries", summaries);
  }

  private JsonObject getModel(Signed signed, String id, CallDraft draft) {
    draft.model(id);
    var model = model(signed, id);
    require(
        signed,
        "bedrock:GetFoundationModel",
        model
            .map(m -> m.arn(signed.caller().partition(), signed.region()))
            .orElse(arn(signed, id)));
    return new JsonObject()
        .put(
            "modelDetails",
            details(
                model.orElseThrow(
                    () -> AwsError.validation("The provided model identifier is invalid.")),
                signed));
  }

  private JsonObject availability(Signed signed, String id, CallDraft draft) {
    draft.model(id);
    require(signed, "bedrock:GetFoundationModelAvailability", "*");
    var model = model(signed, id);
    if (model.isEmpty()) {
      throw AwsError.notFound("Could not find the model " + id);
    }
    var access = accesses.apply(signed.caller().account(), model.get().id());
    return new JsonObject()
        .put("modelId", model.get().id())
        .put("agreementAvailability", new JsonObject().put("status", access.agreement()))
        .put("authorizationStatus", access.authorization())
        .put("entitlementAvailability", access.entitlement())
        .put("regionAvailability", "AVAILABLE");
  }

  private JsonObject listProfiles(Signed signed, JsonObject input) {
    require(signed, "bedrock:ListInferenceProfiles", "*");
    var type = input.getString("typeEquals", "");
    var caller = signed.caller();
    var profiles =
        catalog.profiles(caller.partition(), caller.account(), signed.region()).stream()
            .map(p -> profile(p, caller))
            .filter(p -> type.isEmpty() || p.getString("type").equals(type))
            .toList();
    return Page.of(
        "inferenceProfileSummaries",
        profiles,
        input.getInteger("maxResults", 1000),
        input.getString("nextToken", ""));
  }

  private JsonObject getProfile(Signed signed, String id, CallDraft draft) {
    draft.model(id);
    var caller = signed.caller();
    var profile = catalog.profile(id, caller.partition(), caller.account(), signed.region());
    require(
        signed,
        "bedrock:GetInferenceProfile",
        profile
            .map(Profile::arn)
            .orElse(
                id.startsWith("arn:")
                    ? id
                    : "arn:%s:bedrock:%s:%s:inference-profile/%s"
                        .formatted(caller.partition(), signed.region(), caller.account(), id)));
    return profile(
        profile.orElseThrow(
            () -> AwsError.notFound("The requested inference profile was not found.")),
        caller);
  }

  private Optional<Model> model(Signed signed, String id) {
    var prefix = arn(signed, "");
    return catalog.model(
        id.startsWith(prefix) ? id.substring(prefix.length()) : id, signed.region());
  }

  private static String arn(Signed signed, String id) {
    return id.startsWith("arn:")
        ? id
        : "arn:%s:bedrock:%s::foundation-model/%s"
            .formatted(signed.caller().partition(), signed.region(), id);
  }

  private static JsonObject details(Model model, Signed signed) {
    // The real service answers INFERENCE_PROFILE for models that need a profile, though its API
    // model lacks that value.
    var types =
        model.onDemandRegions().contains(signed.region())
            ? List.of("ON_DEMAND")
            : List.of("INFERENCE_PROFILE");
    return new JsonObject()
        .put("modelArn", model.arn(signed.caller().partition(), signed.region()))
        .put("modelId", model.id())
        .put("modelName", model.name())
        .put("providerName", model.provider())
        .put("inputModalities", new JsonArray(model.inputModalities()))
        .put("outputModalities", new JsonArray(model.outputModalities()))
        .put("responseStreamingSupported", model.streaming())
        .put("customizationsSupported", new JsonArray())
        .put("inferenceTypesSupported", new JsonArray(types))
        .put("modelLifecycle", lifecycle(model));
  }

  private static JsonObject lifecycle(Model model) {
    var lifecycle = new JsonObject().put("status", model.lifecycle());
    model
        .publicExtendedAccessTime()
        .ifPresent(time -> lifecycle.put("publicExtendedAccessTime", time));
    return lifecycle;
  }

  private static JsonObject profile(Profile profile, Caller caller) {
    var models = new JsonArray();
    profile
        .regions()
        .forEach(
            r ->
                models.add(
                    new JsonObject().put("modelArn", profile.model().arn(caller.partition(), r))));
    if (profile.global()) {
      models.add(new JsonObject().put("modelArn", profile.model().arn(caller.partition(), "")));
    }
    return new JsonObject()
        .put("inferenceProfileName", profile.name())
        .put("description", "Routes requests to " + profile.model().name() + ".")
        .put("createdAt", LAUNCH)
        .put("updatedAt", LAUNCH)
        .put("inferenceProfileArn", profile.arn())
        .put("models", models)
        .put("inferenceProfileId", profile.id())
        .put("status", "ACTIVE")
        .put("type", profile.application() ? "APPLICATION" : "SYSTEM_DEFINED");
  }

  private static void require(Signed signed, String action, String resource) {
    Authorizer.require(signed.caller(), action, resource, RequestContext.empty());
  }
}
