package ai.kernelpanic09.simulator.bill;

import ai.kernelpanic09.simulator.bill.BookedCall.Charge;
import ai.kernelpanic09.simulator.bill.BookedCall.Operation;
import ai.kernelpanic09.simulator.bill.BookedCall.Resources;
import ai.kernelpanic09.simulator.bill.BookedCall.Result;
import ai.kernelpanic09.simulator.bill.BookedCall.Signer;
import ai.kernelpanic09.simulator.catalog.Projects;
import ai.kernelpanic09.simulator.iam.Caller;
import ai.kernelpanic09.simulator.wire.Delivery;
import java.time.Instant;
import java.util.Map;

/**
 * The facts about a request that become known while it is worked on. They are booked once, when the
 * provider's work is done, whether or not anybody waits for the answer.
 */
public final class CallDraft {
  private final Instant at;
  private Operation operation = new Operation("", "", "");
  private Signer signer = new Signer("", "", "");
  private String modelId = "";
  private String priceKey = "";
  private String serviceTier = "default";
  private String project = Projects.DEFAULT;
  private String guardrailId = "";
  private String guardrailVersion = "";
  private Map<String, String> requestMetadata = Map.of();
  private String error = "";
  private String stopReason = "";
  private TokenUsage tokens = TokenUsage.NONE;
  private GuardrailUsage guardrailUnits = GuardrailUsage.NONE;
  private Delivery delivery = Delivery.AT_ONCE;

  public CallDraft(Instant at) {
    this.at = at;
  }

  public void signedBy(Caller caller) {
    signer = new Signer(caller.account(), caller.identityArn(), caller.sessionName());
  }

  public void operation(String service, String region, String name) {
    operation = new Operation(service, region, name);
  }

  /** The operation's name; empty before that is known. */
  public String operation() {
    return operation.name();
  }

  public void model(String modelId) {
    this.modelId = modelId;
  }

  /** The model as the caller named it; empty before that is known. */
  public String modelId() {
    return modelId;
  }

  public void priceKey(String priceKey) {
    this.priceKey = priceKey;
  }

  /** The tier that the call is served in and billed by. */
  public void serviceTier(String tier) {
    serviceTier = tier;
  }

  /** The project on whose bill the call is. */
  public void project(String id) {
    project = id;
  }

  public void guardrail(String id, String version) {
    guardrailId = id;
    guardrailVersion = version;
  }

  public void requestMetadata(Map<String, String> metadata) {
    requestMetadata = Map.copyOf(metadata);
  }

  public void failed(String error) {
    this.error = error;
  }

  /** Records the work of model and guardrail that is to be billed. */
  public void used(String stopReason, TokenUsage tokens, GuardrailUsage units) {
    this.stopReason = stopReason;
    this.tokens = tokens;
    guardrailUnits = units;
  }

  /** Records that nothing of it is billed after all. */
  public void unbilled() {
    tokens = TokenUsage.NONE;
    guardrailUnits = GuardrailUsage.NONE;
  }

  public void deliver(Delivery how) {
    delivery = how;
  }

  public Delivery delivery() {
    return delivery;
  }

  /** Books the request. */
  public BookedCall book(Bill bill, Tariff prices, int status, boolean clientGone) {
    long cost =
        prices.tokensNanoDollars(priceKey, serviceTier, tokens)
            + prices.guardrailNanoDollars(guardrailUnits);
    return bill.book(
        number ->
            new BookedCall(
                number,
                at,
                operation,
                signer,
                new Resources(modelId, priceKey, guardrailId, guardrailVersion, project),
                requestMetadata,
                new Result(status, error, stopReason, clientGone),
                new Charge(tokens, guardrailUnits, cost)));
  }
}
