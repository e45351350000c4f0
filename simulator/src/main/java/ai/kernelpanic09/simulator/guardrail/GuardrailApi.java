package ai.kernelpanic09.simulator.guardrail;

import ai.kernelpanic09.simulator.bill.CallDraft;
import ai.kernelpanic09.simulator.catalog.Page;
import ai.kernelpanic09.simulator.iam.Authorizer;
import ai.kernelpanic09.simulator.iam.RequestContext;
import ai.kernelpanic09.simulator.shape.ShapeCheck;
import ai.kernelpanic09.simulator.signature.SignatureV4.Signed;
import ai.kernelpanic09.simulator.wire.AwsError;
import ai.kernelpanic09.simulator.wire.AwsRequest;
import ai.kernelpanic09.simulator.wire.AwsResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The control operations on guardrails, their versions and their tags. */
public final class GuardrailApi {
  private final ShapeCheck shapes;
  private final GuardrailStore store;
  private final Faults faults;

  /** The faults that a test asks for. */
  @FunctionalInterface
  public interface Faults {
    /**
     * Decides how the call's answer is delivered, before the work is done.
     *
     * @throws AwsError the error with which the call is to fail
     */
    void strike(String operation, String role, CallDraft draft);
  }

  public GuardrailApi(ShapeCheck shapes, GuardrailStore store, Faults faults) {
    this.shapes = shapes;
    this.store = store;
    this.faults = faults;
  }

  /** Answers a guardrail operation; empty when the path is another operation's. */
  public Optional<AwsResponse> handle(
      Signed signed, AwsRequest request, String[] path, CallDraft draft) {
    var operation =
        switch (request.method() + " " + path[0] + "/" + path.length) {
          case "POST guardrails/1" -> "CreateGuardrail";
          case "GET guardrails/1" -> "ListGuardrails";
          case "PUT guardrails/2" -> "UpdateGuardrail";
          case "GET guardrails/2" -> "GetGuardrail";
          case "POST guardrails/2" -> "CreateGuardrailVersion";
          case "DELETE guardrails/2" -> "DeleteGuardrail";
          case "POST listTagsForResource/1" -> "ListTagsForResource";
          case "POST tagResource/1" -> "TagResource";
          case "POST untagResource/1" -> "UntagResource";
          default -> "";
        };
    if (operation.isEmpty()) {
      return Optional.empty();
    }
    draft.operation("bedrock", signed.region(), operation);
    var id = path.length == 2 ? path[1] : "";
    var input = shapes.request(operation + "Request", request, Map.of("guardrailIdentifier", id));
    var arn = id.isEmpty() ? "" : GuardrailArns.of(signed, id);
    draft.guardrail(id, input.getString("guardrailVersion", ""));
    faults.strike(operation, signed.caller().identityArn(), draft);
    return Optional.of(
        switch (operation) {
          case "CreateGuardrail" -> create(signed, input);
          case "ListGuardrails" -> list(signed, input);
          case "UpdateGuardrail" -> update(signed, arn, input);
          case "GetGuardrail" -> get(signed, arn, input);
          case "CreateGuardrailVersion" -> publish(signed, arn, input);
          case "DeleteGuardrail" -> delete(signed, arn, input);
          default -> tags(signed, operation, input);
        });
  }

  private AwsResponse create(Signed signed, JsonObject input) {
    var caller = signed.caller();
    var all = GuardrailArns.of(signed, "*");
    var tags = tags(input.getJsonArray("tags", new JsonArray()));
    var context = RequestContext.empty();
    for (var tag : tags.entrySet()) {
      context = context.with("aws:RequestTag/" + tag.getKey(), tag.getValue());
    }
    Authorizer.require(caller, "bedrock:CreateGuardrail", all, context);
    if (!tags.isEmpty()) {
      Authorizer.require(caller, "bedrock:TagResource", all, context);
    }
    var token = input.getString("clientRequestToken", "");
    input.remove("clientRequestToken");
    input.remove("tags");
    GuardrailConfigRules.check(input);
    var guardrail =
        store.create(caller.partition(), caller.account(), signed.region(), input, tags, token);
    return AwsResponse.json(
        202,
        ids(guardrail)
            .put("version", "DRAFT")
            .put("createdAt", GuardrailView.time(guardrail.draft.createdAt())));
  }

  private AwsResponse update(Signed signed, String arn, JsonObject input) {
    require(signed, "bedrock:UpdateGuardrail", arn);
    input.remove("guardrailIdentifier");
    GuardrailConfigRules.check(input);
    var guardrail = store.update(arn, input);
    return AwsResponse.json(
        202,
        ids(guardrail)
            .put("version", "DRAFT")
            .put("updatedAt", GuardrailView.time(guardrail.draft.updatedAt())));
  }

  private AwsResponse get(Signed signed, String arn, JsonObject input) {
    require(signed, "bedrock:GetGuardrail", arn);
    var version = input.getString("guardrailVersion", "DRAFT");
    var guardrail = store.get(arn);
    return AwsResponse.json(
        200,
        GuardrailView.full(guardrail, version, store.snapshot(guardrail, version), store.now()));
  }

  private AwsResponse list(Signed signed, JsonObject input) {
    var id = input.getString("guardrailIdentifier", "");
    var summaries = new ArrayList<JsonObject>();
    if (id.isEmpty()) {
      Authorizer.require(
          signed.caller(),
          "bedrock:ListGuardrails",
          GuardrailArns.of(signed, "*"),
          RequestContext.empty());
      for (var guardrail : store.list(GuardrailArns.of(signed, ""))) {
        summaries.add(GuardrailView.summary(guardrail, "DRAFT", guardrail.draft, store.now()));
      }
    } else {
      var arn = GuardrailArns.of(signed, id);
      require(signed, "bedrock:ListGuardrails", arn);
      var guardrail = store.get(arn);
      summaries.add(GuardrailView.summary(guardrail, "DRAFT", guardrail.draft, store.now()));
      for (var version : store.versions(guardrail)) {
        var text = version.toString();
        summaries.add(
            GuardrailView.summary(guardrail, text, store.snapshot(guardrail, text), store.now()));
      }
    }
    return AwsResponse.json(
        200,
        Page.of(
            "guardrails",
            summaries,
            input.getInteger("maxResults", 1000),
            input.getString("nextToken", "")));
  }

  private AwsResponse publish(Signed signed, String arn, JsonObject input) {
    require(signed, "bedrock:CreateGuardrailVersion", arn);
    int version =
        store.publish(
            arn, input.getString("description", ""), input.getString("clientRequestToken", ""));
    return AwsResponse.json(
        202,
        new JsonObject()
            .put("guardrailId", store.get(arn).id)
            .put("version", Integer.toString(version)));
  }

  private AwsResponse delete(Signed signed, String arn, JsonObject input) {
    require(signed, "bedrock:DeleteGuardrail", arn);
    var version = input.getString("guardrailVersion", "");
    if (version.isEmpty()) {
      store.delete(arn);
    } else {
      store.deleteVersion(arn, Integer.parseInt(version));
    }
    return AwsResponse.json(202, new JsonObject());
  }

  private AwsResponse tags(Signed signed, String operation, JsonObject input) {
    var arn = input.getString("resourceARN");
    require(signed, "bedrock:" + operation, arn);
    switch (operation) {
      case "TagResource" -> store.tag(arn, tags(input.getJsonArray("tags")), List.of());
      case "UntagResource" ->
          store.tag(
              arn,
              Map.of(),
              input.getJsonArray("tagKeys").stream().map(String.class::cast).toList());
      default -> {
        var tags = new JsonArray();
        store.tags(arn).forEach((k, v) -> tags.add(new JsonObject().put("key", k).put("value", v)));
        return AwsResponse.json(200, new JsonObject().put("tags", tags));
      }
    }
    return AwsResponse.json(200, new JsonObject());
  }

  private void require(Signed signed, String action, String arn) {
    var context = RequestContext.empty();
    if (store.list(arn).stream().anyMatch(g -> g.arn.equals(arn))) {
      for (var tag : store.tags(arn).entrySet()) {
        context = context.with("aws:ResourceTag/" + tag.getKey(), tag.getValue());
      }
    }
    Authorizer.require(signed.caller(), action, arn, context);
  }

  private static JsonObject ids(Guardrail guardrail) {
    return new JsonObject().put("guardrailId", guardrail.id).put("guardrailArn", guardrail.arn);
  }

  private static Map<String, String> tags(JsonArray array) {
    var tags = new LinkedHashMap<String, String>();
    for (int i = 0; i < array.size(); i++) {
      var tag = array.getJsonObject(i);
      if (tags.put(tag.getString("key"), tag.getString("value")) != null) {
        throw AwsError.validation("Duplicate tag key: " + tag.getString("key"));
      }
    }
    if (tags.size() > 50) {
      throw new AwsError(400, "TooManyTagsException", "The request has too many tags.");
    }
    return tags;
  }
}
