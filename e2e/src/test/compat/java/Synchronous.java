import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseResponse;

/** The synchronous client, which has no streams. */
final class Synchronous extends Features {

  private final BedrockRuntimeClient client = BedrockRuntimeClient.create();
  private final BedrockRuntimeClient once =
      BedrockRuntimeClient.builder()
          .overrideConfiguration(config -> config.retryStrategy(retry -> retry.maxAttempts(1)))
          .build();

  public static void main(String[] arguments) throws Exception {
    new Synchronous().run();
  }

  @Override
  ConverseResponse converse(JsonNode request, ConverseRequest asked) {
    return (request.has("retries") ? once : client).converse(asked);
  }

  @Override
  int counted(ConverseRequest asked) {
    return client
        .countTokens(
            each ->
                each.modelId(asked.modelId())
                    .input(input -> input.converse(it -> it.messages(asked.messages()))))
        .inputTokens();
  }

  @Override
  String invoked(String model, String body) {
    return client
        .invokeModel(
            each ->
                each.modelId(model)
                    .contentType("application/json")
                    .body(SdkBytes.fromUtf8String(body)))
        .body()
        .asUtf8String();
  }

  @Override
  Map<String, Feature> own() {
    return Map.of("parallel", this::parallel);
  }

  private String parallel(JsonNode request) throws Exception {
    Callable<String> call = () -> text(converse(request, asked(request).build()));
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var calls = Stream.generate(() -> call).limit(request.path("calls").asInt()).toList();
      var answered = 0;
      for (var answer : threads.invokeAll(calls)) {
        answered += answer.get().isEmpty() ? 0 : 1;
      }
      return Integer.toString(answered);
    }
  }
}
