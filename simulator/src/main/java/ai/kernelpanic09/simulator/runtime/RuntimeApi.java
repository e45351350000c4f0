package ai.kernelpanic09.simulator.runtime;

import ai.kernelpanic09.simulator.bill.CallDraft;
import ai.kernelpanic09.simulator.guardrail.GuardrailStore;
import ai.kernelpanic09.simulator.shape.ServiceModel;
import ai.kernelpanic09.simulator.shape.ShapeCheck;
import ai.kernelpanic09.simulator.signature.SignatureV4.Signed;
import ai.kernelpanic09.simulator.wire.AwsRequest;
import ai.kernelpanic09.simulator.wire.AwsResponse;
import java.time.InstantSource;
import java.util.Optional;

/** The Bedrock runtime service: finds the operation of a path. */
public final class RuntimeApi {
  private final ConverseApi converse;
  private final InvokeApi invoke;
  private final CountTokensApi countTokens;
  private final GuardrailCheckApi guardrailCheck;

  /** The settings of a test: dictated answers, quotas, faults, the tokeniser. */
  public record Stage(ScriptBook scripts, Quotas quotas, FaultBook faults, TokenCounter tokens) {
    public static Stage empty(InstantSource clock) {
      return new Stage(new ScriptBook(), new Quotas(clock), new FaultBook(), new TokenCounter());
    }
  }

  public RuntimeApi(
      ModelAccess models, GuardrailStore store, Stage stage, InstantSource clock, long seed) {
    var shapes = new ShapeCheck(ServiceModel.runtime());
    var guardrails = new GuardrailAccess(store);
    var seal = new ThoughtSeal(seed);
    var inference = new Inference(stage, new Writer(seed, seal), seal);
    var dialects = new Dialects(shapes);
    var conversations =
        new Conversations(
            new ModelRules(seal),
            new ConversationReader(stage.tokens()),
            new PromptCache(clock),
            inference);
    converse = new ConverseApi(shapes, models, guardrails, dialects, conversations);
    invoke =
        new InvokeApi(
            shapes,
            models,
            guardrails,
            dialects,
            conversations,
            new Embeddings(dialects, stage.tokens(), inference));
    countTokens = new CountTokensApi(shapes, models, invoke, conversations, stage.faults());
    guardrailCheck = new GuardrailCheckApi(shapes, guardrails, stage.faults());
  }

  /** Answers a runtime operation; empty when the path is another operation's. */
  public Optional<AwsResponse> handle(
      Signed signed, AwsRequest request, String[] path, CallDraft draft) {
    var operation = request.method().equals("POST") ? operation(path) : "";
    if (operation.isEmpty()) {
      return Optional.empty();
    }
    draft.operation("bedrock", signed.region(), operation);
    return Optional.of(
        switch (operation) {
          case "Converse" -> converse.converse(signed, request, path[1], draft);
          case "ConverseStream" -> converse.stream(signed, request, path[1], draft);
          case "InvokeModel" -> invoke.invoke(signed, request, path[1], draft);
          case "InvokeModelWithResponseStream" -> invoke.stream(signed, request, path[1], draft);
          case "CountTokens" -> countTokens.count(signed, request, path[1], draft);
          default -> guardrailCheck.apply(signed, request, path[1], path[3], draft);
        });
  }

  private static String operation(String[] path) {
    if (path.length == 5
        && path[0].equals("guardrail")
        && path[2].equals("version")
        && path[4].equals("apply")) {
      return "ApplyGuardrail";
    }
    if (path.length != 3 || !path[0].equals("model")) {
      return "";
    }
    return switch (path[2]) {
      case "converse" -> "Converse";
      case "converse-stream" -> "ConverseStream";
      case "invoke" -> "InvokeModel";
      case "invoke-with-response-stream" -> "InvokeModelWithResponseStream";
      case "count-tokens" -> "CountTokens";
      default -> "";
    };
  }
}
