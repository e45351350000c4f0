package ai.kernelpanic09.simulator.control;

import ai.kernelpanic09.simulator.bill.Bill;
import ai.kernelpanic09.simulator.catalog.AccountAccess;
import ai.kernelpanic09.simulator.catalog.ModelCatalog;
import ai.kernelpanic09.simulator.catalog.Projects;
import ai.kernelpanic09.simulator.guardrail.EnforcedGuardrail;
import ai.kernelpanic09.simulator.guardrail.GuardrailStore;
import ai.kernelpanic09.simulator.iam.Directory;
import ai.kernelpanic09.simulator.iam.MalformedPolicyException;
import ai.kernelpanic09.simulator.runtime.ModelAccess;
import ai.kernelpanic09.simulator.runtime.RuntimeApi.Stage;
import ai.kernelpanic09.simulator.runtime.TokenCounter;
import ai.kernelpanic09.simulator.shape.JsonBody;
import ai.kernelpanic09.simulator.wire.AwsError;
import ai.kernelpanic09.simulator.wire.AwsRequest;
import ai.kernelpanic09.simulator.wire.AwsResponse;
import ai.kernelpanic09.simulator.wire.Connections;
import ai.kernelpanic09.simulator.wire.IdSource;
import ai.kernelpanic09.simulator.wire.ShiftedClock;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The test control: JSON under /_sim/, unsigned, for anybody who can reach the port. GET health,
 * bill, calls, invocation-logs; POST roles, users, providers, profiles, scripts, quotas, faults,
 * agreements, guardrails, organization-guardrails, projects, clock, tokens, connections, seed,
 * reset; DELETE roles, users.
 */
public final class ControlApi {
  private final Bill bill;
  private final Directory directory;
  private final GuardrailStore guardrails;
  private final Stage stage;
  private final Connections connections;
  private final String authority;
  private final ShiftedClock clock;
  private final Map<String, Consumer<JsonObject>> puts;

  public ControlApi(
      Bill bill,
      Directory directory,
      ModelCatalog catalog,
      ModelAccess access,
      GuardrailStore guardrails,
      Stage stage,
      Connections connections,
      String authority,
      ShiftedClock clock,
      IdSource ids) {
    this.bill = bill;
    this.directory = directory;
    this.guardrails = guardrails;
    this.stage = stage;
    this.connections = connections;
    this.authority = authority;
    this.clock = clock;
    var identities = new IdentityForms(ids);
    puts =
        Map.ofEntries(
            Map.entry("roles", json -> directory.put(identities.role(json))),
            Map.entry("users", json -> directory.put(identities.user(json))),
            Map.entry("providers", json -> directory.put(identities.provider(json))),
            Map.entry("profiles", json -> profile(catalog, json)),
            Map.entry("scripts", json -> stage.scripts().add(StageForms.script(json))),
            Map.entry("quotas", json -> stage.quotas().set(StageForms.quota(json))),
            Map.entry("faults", json -> stage.faults().add(StageForms.fault(json))),
            Map.entry("tokens", json -> stage.tokens().set(StageForms.tokens(json))),
            Map.entry("connections", this::connections),
            Map.entry("agreements", json -> agreement(access, json)),
            Map.entry("guardrails", this::guardrails),
            Map.entry("organization-guardrails", this::organizationGuardrails),
            Map.entry("projects", json -> project(access, json)),
            Map.entry("clock", this::clock));
  }

  /** Answers a control request; an error in it is answered 400 with the member's name. */
  public AwsResponse handle(AwsRequest request) {
    try {
      if (request.method().equals("GET") && request.rawPath().equals("/_sim/invocation-logs")) {
        return AwsResponse.bytes(
            200, "application/x-ndjson", InvocationLogs.lines(bill.calls(), request.query()));
      }
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
        case "authority" -> new JsonObject().put("certificate", authority);
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

  /** {what = ["bill"]}: of bill, scripts, quotas, faults, tokens, guardrails. */
  private void reset(JsonObject json) {
    Form.only(json, "what");
    for (var what : json.getJsonArray("what", new JsonArray().add("bill"))) {
      switch (String.valueOf(what)) {
        case "bill" -> bill.reset();
        case "scripts" -> stage.scripts().clear();
        case "quotas" -> stage.quotas().clear();
        case "faults" -> stage.faults().clear();
        case "tokens" -> stage.tokens().set(TokenCounter.Settings.DEFAULT);
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

  /**
   * {account, modelId, agreement = AVAILABLE, authorization = AUTHORIZED, entitlement = AVAILABLE}.
   */
  private static void agreement(ModelAccess access, JsonObject json) {
    Form.only(json, "account", "modelId", "agreement", "authorization", "entitlement");
    access.set(
        Form.text(json, "account"),
        Form.text(json, "modelId"),
        new AccountAccess(
            json.getString("agreement", AccountAccess.ALL.agreement()),
            json.getString("authorization", AccountAccess.ALL.authorization()),
            json.getString("entitlement", AccountAccess.ALL.entitlement())));
  }

  /** {account, region, id}: a Bedrock project that is active. */
  private static void project(ModelAccess access, JsonObject json) {
    Form.only(json, "account", "region", "id");
    access
        .projects()
        .put(
            new Projects.Project(
                Form.text(json, "account"), Form.text(json, "region"), Form.text(json, "id")));
  }

  /** {readyAfterMillis}. */
  private void guardrails(JsonObject json) {
    Form.only(json, "readyAfterMillis");
    guardrails.readyAfter(json.getLong("readyAfterMillis"));
  }

  /**
   * {guardrails = [{arn, version, system = SELECTIVE, messages = SELECTIVE}]}: those that the
   * organisation enforces on all accounts, in the regions of their ARNs. The policies of these
   * guardrails themselves are taken to let every account apply them.
   */
  private void organizationGuardrails(JsonObject json) {
    Form.only(json, "guardrails");
    var all = new ArrayList<EnforcedGuardrail>();
    var array = json.getJsonArray("guardrails");
    for (int i = 0; i < array.size(); i++) {
      var each = array.getJsonObject(i);
      Form.only(each, "arn", "version", "system", "messages");
      all.add(
          EnforcedGuardrail.of(
              Form.text(each, "arn"),
              Form.text(each, "version"),
              new JsonObject()
                  .put("system", each.getString("system", "SELECTIVE"))
                  .put("messages", each.getString("messages", "SELECTIVE")),
              new JsonObject()));
    }
    guardrails.enforced().ofOrganization(all);
  }

  /** {idleMillis}: how long a connection may wait for a request before it is closed; 0 for ever. */
  private void connections(JsonObject json) {
    Form.only(json, "idleMillis");
    connections.closeIdleAfter(json.getLong("idleMillis"));
  }

  /**
   * {offsetSeconds}: the simulator's time is the real time plus this offset, in the Date of its
   * answers too.
   */
  private void clock(JsonObject json) {
    Form.only(json, "offsetSeconds");
    clock.shift(Duration.ofSeconds(json.getLong("offsetSeconds")));
  }

  private static IllegalArgumentException unknown(AwsRequest request) {
    return new IllegalArgumentException(
        "no such control: " + request.method() + " " + request.rawPath());
  }
}
