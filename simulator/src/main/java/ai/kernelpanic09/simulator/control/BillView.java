package ai.kernelpanic09.simulator.control;

import ai.kernelpanic09.simulator.bill.Bill;
import ai.kernelpanic09.simulator.bill.BookedCall;
import ai.kernelpanic09.simulator.bill.GuardrailUsage;
import ai.kernelpanic09.simulator.bill.Tally;
import ai.kernelpanic09.simulator.bill.TokenUsage;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.function.Predicate;

/** The bill and its calls as JSON. */
final class BillView {
  private BillView() {}

  static JsonObject bill(Bill bill) {
    return tally(bill.total())
        .put("seen", bill.seen())
        .put("byModel", cut(bill, Bill.Cut.MODEL))
        .put("byRole", cut(bill, Bill.Cut.ROLE))
        .put("byEndpoint", cut(bill, Bill.Cut.ENDPOINT))
        .put("byWorkload", cut(bill, Bill.Cut.WORKLOAD))
        .put("byWindow", cut(bill, Bill.Cut.WINDOW))
        .put("byEndpointAndWindow", cut(bill, Bill.Cut.ENDPOINT_AND_WINDOW))
        .put("unlabelledBySession", cut(bill, Bill.Cut.SESSION_OF_UNLABELLED));
  }

  /** The kept calls that satisfy all given filters: operation, service, role, endpoint, … */
  static JsonObject calls(Bill bill, Map<String, String> filters) {
    Predicate<BookedCall> wanted =
        call ->
            filters.entrySet().stream().allMatch(f -> f.getValue().equals(value(call, f.getKey())));
    var calls = new JsonArray();
    bill.calls().stream().filter(wanted).map(BillView::call).forEach(calls::add);
    return new JsonObject().put("seen", bill.seen()).put("calls", calls);
  }

  private static String value(BookedCall call, String filter) {
    return switch (filter) {
      case "service" -> call.operation().service();
      case "operation" -> call.operation().name();
      case "role" -> call.signer().role();
      case "session" -> call.signer().session();
      case "model" -> call.resources().modelId();
      case "error" -> call.result().error();
      case "status" -> Integer.toString(call.result().status());
      case "endpoint", "workload", "window", "call" ->
          call.requestMetadata().getOrDefault(filter, "");
      default -> throw new IllegalArgumentException("unknown filter: " + filter);
    };
  }

  private static JsonObject cut(Bill bill, Bill.Cut cut) {
    var json = new JsonObject();
    bill.by(cut).forEach((key, tally) -> json.put(key, tally(tally)));
    return json;
  }

  private static JsonObject tally(Tally tally) {
    return new JsonObject()
        .put("calls", tally.calls())
        .put("billedNanoDollars", tally.billedNanoDollars())
        .put("tokens", tokens(tally.tokens()))
        .put("guardrailUnits", units(tally.guardrailUnits()));
  }

  private static JsonObject call(BookedCall call) {
    var metadata = new JsonObject();
    call.requestMetadata().forEach(metadata::put);
    return new JsonObject()
        .put("number", call.number())
        .put("at", call.at().toString())
        .put("service", call.operation().service())
        .put("region", call.operation().region())
        .put("operation", call.operation().name())
        .put("account", call.signer().account())
        .put("role", call.signer().role())
        .put("session", call.signer().session())
        .put("modelId", call.resources().modelId())
        .put("priceKey", call.resources().priceKey())
        .put("guardrailId", call.resources().guardrailId())
        .put("guardrailVersion", call.resources().guardrailVersion())
        .put("project", call.resources().project())
        .put("requestMetadata", metadata)
        .put("status", call.result().status())
        .put("error", call.result().error())
        .put("stopReason", call.result().stopReason())
        .put("tokens", tokens(call.charge().tokens()))
        .put("guardrailUnits", units(call.charge().guardrail()))
        .put("billedNanoDollars", call.charge().nanoDollars())
        .put("clientGone", call.result().clientGone());
  }

  private static JsonObject tokens(TokenUsage tokens) {
    return new JsonObject()
        .put("input", tokens.input())
        .put("output", tokens.output())
        .put("cacheRead", tokens.cacheRead())
        .put("cacheWrite5m", tokens.cacheWrite5m())
        .put("cacheWrite1h", tokens.cacheWrite1h());
  }

  static JsonObject units(GuardrailUsage units) {
    return new JsonObject()
        .put("contentPolicyUnits", units.content())
        .put("topicPolicyUnits", units.topic())
        .put("wordPolicyUnits", units.word())
        .put("sensitiveInformationPolicyUnits", units.sensitiveInformation())
        .put("sensitiveInformationPolicyFreeUnits", units.sensitiveInformationFree())
        .put("contextualGroundingPolicyUnits", units.grounding())
        .put("automatedReasoningPolicyUnits", units.reasoning())
        .put("contentPolicyImageUnits", units.images());
  }
}
