package ai.kernelpanic09.simulator.guardrail;

import ai.kernelpanic09.simulator.bill.CallDraft;
import ai.kernelpanic09.simulator.guardrail.EnforcedGuardrails.OfAccount;
import ai.kernelpanic09.simulator.guardrail.GuardrailApi.Faults;
import ai.kernelpanic09.simulator.iam.Authorizer;
import ai.kernelpanic09.simulator.iam.RequestContext;
import ai.kernelpanic09.simulator.shape.ShapeCheck;
import ai.kernelpanic09.simulator.signature.SignatureV4.Signed;
import ai.kernelpanic09.simulator.wire.AwsError;
import ai.kernelpanic09.simulator.wire.AwsRequest;
import ai.kernelpanic09.simulator.wire.AwsResponse;
import ai.kernelpanic09.simulator.wire.IdSource;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Optional;

/** The control operations on the guardrail that an account enforces in a region. */
public final class EnforcementApi {
  private final ShapeCheck shapes;
  private final GuardrailStore store;
  private final Faults faults;
  private final IdSource ids;

  public EnforcementApi(ShapeCheck shapes, GuardrailStore store, Faults faults, IdSource ids) {
    this.shapes = shapes;
    this.store = store;
    this.faults = faults;
    this.ids = ids;
  }

  /** Answers one of these operations; empty when the path is another operation's. */
  public Optional<AwsResponse> handle(
      Signed signed, AwsRequest request, String[] path, CallDraft draft) {
    var operation =
        switch (request.method() + " " + path[0] + "/" + path.length) {
          case "PUT enforcedGuardrailsConfiguration/1" -> "PutEnforcedGuardrailConfiguration";
          case "GET enforcedGuardrailsConfiguration/1" -> "ListEnforcedGuardrailsConfiguration";
          case "DELETE enforcedGuardrailsConfiguration/2" -> "DeleteEnforcedGuardrailConfiguration";
          default -> "";
        };
    if (operation.isEmpty()) {
      return Optional.empty();
    }
    draft.operation("bedrock", signed.region(), operation);
    var id = path.length == 2 ? path[1] : "";
    var input = shapes.request(operation + "Request", request, Map.of("configId", id));
    faults.strike(operation, signed.caller().identityArn(), draft);
    Authorizer.require(signed.caller(), "bedrock:" + operation, "*", RequestContext.empty());
    return Optional.of(
        AwsResponse.json(
            200,
            switch (operation) {
              case "PutEnforcedGuardrailConfiguration" -> put(signed, input);
              case "ListEnforcedGuardrailsConfiguration" -> list(signed);
              default -> delete(signed, id);
            }));
  }

  private JsonObject put(Signed signed, JsonObject input) {
    var caller = signed.caller();
    var config = input.getJsonObject("guardrailInferenceConfig");
    var version = config.getString("guardrailVersion");
    var arn = GuardrailArns.of(signed, config.getString("guardrailIdentifier"));
    store.snapshot(store.get(arn), version);
    var before = store.enforced().find(caller.account(), signed.region());
    var id = input.getString("configId", before.map(OfAccount::configId).orElse(""));
    if (before.filter(known -> !known.configId().equals(id)).isPresent()
        || (before.isEmpty() && input.containsKey("configId"))) {
      throw unknown(id);
    }
    var now = store.now();
    var after =
        new OfAccount(
            id.isEmpty() ? ids.lower(12) : id,
            EnforcedGuardrail.of(
                arn,
                version,
                config.getJsonObject("selectiveContentGuarding", new JsonObject()),
                config.getJsonObject("modelEnforcement", new JsonObject())),
            before.map(OfAccount::createdAt).orElse(now),
            now,
            caller.arn());
    store.enforced().put(caller.account(), signed.region(), after);
    return new JsonObject()
        .put("configId", after.configId())
        .put("updatedAt", GuardrailView.time(now))
        .put("updatedBy", after.by());
  }

  private JsonObject list(Signed signed) {
    var all = new JsonArray();
    store
        .enforced()
        .find(signed.caller().account(), signed.region())
        .ifPresent(known -> all.add(view(known)));
    return new JsonObject().put("guardrailsConfig", all);
  }

  private JsonObject delete(Signed signed, String id) {
    var account = signed.caller().account();
    if (store
        .enforced()
        .find(account, signed.region())
        .filter(known -> known.configId().equals(id))
        .isEmpty()) {
      throw unknown(id);
    }
    store.enforced().remove(account, signed.region());
    return new JsonObject();
  }

  private static JsonObject view(OfAccount known) {
    var guardrail = known.guardrail();
    return new JsonObject()
        .put("configId", known.configId())
        .put("guardrailArn", guardrail.arn())
        .put("guardrailId", guardrail.arn().substring(guardrail.arn().lastIndexOf('/') + 1))
        .put("guardrailVersion", guardrail.version())
        .put("inputTags", guardrail.allMessages() ? "IGNORE" : "HONOR")
        .put(
            "selectiveContentGuarding",
            new JsonObject()
                .put("system", mode(guardrail.allSystem()))
                .put("messages", mode(guardrail.allMessages())))
        .put(
            "modelEnforcement",
            new JsonObject()
                .put("includedModels", new JsonArray(guardrail.models()))
                .put("excludedModels", new JsonArray(guardrail.exceptModels())))
        .put("createdAt", GuardrailView.time(known.createdAt()))
        .put("createdBy", known.by())
        .put("updatedAt", GuardrailView.time(known.updatedAt()))
        .put("updatedBy", known.by())
        .put("owner", "ACCOUNT");
  }

  private static String mode(boolean all) {
    return all ? "COMPREHENSIVE" : "SELECTIVE";
  }

  private static AwsError unknown(String id) {
    return AwsError.notFound("There is no enforced guardrail configuration %s.".formatted(id));
  }
}
