package ai.kernelpanic09.simulator.bill;

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
  private String service = "";
  private String region = "";
  private String operation = "";
  private String account = "";
  private String role = "";
  private String session = "";
  private String modelId = "";
  private String priceKey = "";
  private String guardrailId = "";
  private String guardrailVersion = "";
  private Map<String, String> requestMetadata = Map.of();
  private String error = "";
  private String stopReason = "";
  private TokenUsage tokens = TokenUsage.NONE;
  private GuardrailUnits guardrailUnits = GuardrailUnits.NONE;
  private Delivery delivery = Delivery.AT_ONCE;

  public CallDraft(Instant at) {
    this.at = at;
  }

  public void signedBy(Caller caller) {
    account = caller.account();
    role = caller.identityArn();
    session = caller.sessionName();
  }

  public void operation(String service, String region, String operation) {
    this.service = service;
    this.region = region;
    this.operation = operation;
  }

  /** The operation; empty before that is known. */
  public String operation() {
    return operation;
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
  public void used(String stopReason, TokenUsage tokens, GuardrailUnits units) {
    this.stopReason = stopReason;
    this.tokens = tokens;
    guardrailUnits = units;
  }

  /** Records that nothing of it is billed after all. */
  public void unbilled() {
    tokens = TokenUsage.NONE;
    guardrailUnits = GuardrailUnits.NONE;
  }

  public void deliver(Delivery how) {
    delivery = how;
  }

  public Delivery delivery() {
    return delivery;
  }

  /** Books the request. */
  public Call book(Bill bill, PriceTable prices, int status, boolean clientGone) {
    long cost =
        prices.tokensNanoDollars(priceKey, tokens) + prices.guardrailNanoDollars(guardrailUnits);
    return bill.book(
        number ->
            new Call(
                number,
                at,
                service,
                region,
                operation,
                account,
                role,
                session,
                modelId,
                priceKey,
                guardrailId,
                guardrailVersion,
                requestMetadata,
                status,
                error,
                stopReason,
                tokens,
                guardrailUnits,
                cost,
                clientGone));
  }
}
