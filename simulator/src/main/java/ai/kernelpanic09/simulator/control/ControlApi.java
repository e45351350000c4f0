package ai.kernelpanic09.simulator.control;

import ai.kernelpanic09.simulator.bill.Bill;
import ai.kernelpanic09.simulator.catalog.ModelCatalog;
import ai.kernelpanic09.simulator.guardrail.GuardrailStore;
import ai.kernelpanic09.simulator.iam.Directory;
import ai.kernelpanic09.simulator.iam.MalformedPolicyException;
import ai.kernelpanic09.simulator.runtime.ModelAccess;
import ai.kernelpanic09.simulator.runtime.RuntimeApi.Stage;
import ai.kernelpanic09.simulator.shape.JsonBody;
import ai.kernelpanic09.simulator.wire.AwsError;
import ai.kernelpanic09.simulator.wire.AwsRequest;
import ai.kernelpanic09.simulator.wire.AwsResponse;
import ai.kernelpanic09.simulator.wire.IdSource;
import ai.kernelpanic09.simulator.wire.ShiftedClock;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The test control: JSON under /_sim/, unsigned, for anybody who can reach the port. GET health,
 * bill, calls; POST roles, users, providers, profiles, scripts, quotas, faults, agreements,
 * guardrails, clock, seed, reset; DELETE roles, users.
 */
public final class ControlApi {
  private final Bill bill;
  private final Directory directory;
  private final GuardrailStore guardrails;
  private final Stage stage;
  private final ShiftedClock clock;
  private final Map<String, Consumer<JsonObject>> puts;

  public ControlApi(
      Bill bill,
      Directory directory,
      ModelCatalog catalog,
      ModelAccess access,
      GuardrailStore guardrails,
      Stage stage,
      ShiftedClock clock,
      IdSource ids) {
    this.bill = bill;
    this.directory = directory;
    this.guardrails = guardrails;
    this.stage = stage;
    this.clock = clock;
    var identities = new IdentityForms(ids);
    puts =
        Map.of(
            "roles", json -> directory.put(identities.role(json)),
            "users", json -> directory.put(identities.user(json)),
            "providers", json -> directory.put(identities.provider(json)),
            "profiles", json -> profile(catalog, json),
            "scripts", json -> stage.scripts().add(StageForms.script(json)),
            "quotas", json -> stage.quotas().set(StageForms.quota(json)),
            "faults", json -> stage.faults().add(StageForms.fault(json)),
            "agreements", json -> agreement(access, json),
            "guardrails", this::guardrails,
            "clock", this::clock);
  }

  /** Answers a control request; an error in it is answered 400 with the member's name. */
  public AwsResponse handle(AwsRequest request) {
    try {
      return AwsResponse.json(200, answer(request));
    } catch (IllegalArgumentException | ClassCastException | MalformedPolicyException e) {
      return AwsResponse.json(400, new JsonObject().put("message", String.valueOf(e.getMessage())));
    } catch (AwsError e) {
      return AwsResponse.json(400, new JsonObject().put("message", e.text()));
    }
  }

  private JsonObject answer(AwsRequest request) {
    var what = request.rawPath().substring("/_sim/".length());
    if (request.method().equals("GET")) {
      return switch (what) {
        case "health" -> new JsonObject().put("status", "ok");
        case "bill" -> BillView.bill(bill);
        case "calls" -> BillView.calls(bill, request.query());
        case "guardrails" -> guardrails.view();
        default -> throw unknown(request);
      };
    }
    var body = request.body().length() == 0 ? new JsonObject() : JsonBody.parse(request.body());
    if (request.method().equals("POST") && what.equals("seed")) {
      seed(body);
    } else if (request.method().equals("POST") && what.equals("reset")) {
      reset(body);
    } else if (request.method().equals("POST") && puts.containsKey(what)) {
      puts.getOrDefault(what, json -> {}).accept(body);
    } else if (request.method().equals("DELETE") && what.equals("roles")) {
      directory.removeRole(Form.text(body, "arn"));
    } else if (request.method().equals("DELETE") && what.equals("users")) {
      directory.removeUser(Form.text(body, "accessKeyId"));
    } else {
      throw unknown(request);
    }
    return new JsonObject().put("done", true);
  }

  /** Takes a document that has one document, or a list of them, for each kind. */
  private void seed(JsonObject json) {
    Form.only(json, puts.keySet().toArray(String[]::new));
    for (var kind : json.fieldNames()) {
      var put = puts.getOrDefault(kind, document -> {});
      if (json.getValue(kind) instanceof JsonArray array) {
        for (int i = 0; i < array.size(); i++) {
          put.accept(array.getJsonObject(i));
        }
      } else {
        put.accept(Form.object(json, kind));
      }
    }
  }

  /** {what = ["bill"]}: of bill, scripts, quotas, faults, guardrails. */
  private void reset(JsonObject json) {
    Form.only(json, "what");
    for (var what : json.getJsonArray("what", new JsonArray().add("bill"))) {
      switch (String.valueOf(what)) {
        case "bill" -> bill.reset();
        case "scripts" -> stage.scripts().clear();
        case "quotas" -> stage.quotas().clear();
        case "faults" -> stage.faults().clear();
        case "guardrails" -> guardrails.reset();
        default -> throw new IllegalArgumentException("what: cannot reset " + what);
      }
    }
  }

  /** {account, region, id, name, source}: an application inference profile. */
  private static void profile(ModelCatalog catalog, JsonObject json) {
    Form.only(json, "account", "region", "id", "name", "source");
    catalog.addApplicationProfile(
        "aws",
        Form.text(json, "account"),
        Form.text(json, "region"),
        Form.text(json, "id"),
        Form.text(json, "name"),
        Form.text(json, "source"));
  }

  /** {account, modelId, granted = true}. */
  private static void agreement(ModelAccess access, JsonObject json) {
    Form.only(json, "account", "modelId", "granted");
    access.agreement(
        Form.text(json, "account"), Form.text(json, "modelId"), json.getBoolean("granted", true));
  }

  /** {readyAfterMillis}. */
  private void guardrails(JsonObject json) {
    Form.only(json, "readyAfterMillis");
    guardrails.readyAfter(json.getLong("readyAfterMillis"));
  }

  /** {offsetSeconds}: the simulator's time is the real time plus this offset. */
  private void clock(JsonObject json) {
    Form.only(json, "offsetSeconds");
    clock.shift(Duration.ofSeconds(json.getLong("offsetSeconds")));
  }

  private static IllegalArgumentException unknown(AwsRequest request) {
    return new IllegalArgumentException(
        "no such control: " + request.method() + " " + request.rawPath());
  }
}
