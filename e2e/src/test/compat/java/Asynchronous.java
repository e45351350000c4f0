import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.async.SdkPublisher;
import software.amazon.awssdk.core.document.Document;
import software.amazon.awssdk.protocols.jsoncore.JsonNodeParser;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ConversationRole;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseResponse;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamOutput;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamResponseHandler;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelWithResponseStreamResponseHandler;
import software.amazon.awssdk.services.bedrockruntime.model.Message;
import software.amazon.awssdk.services.bedrockruntime.model.ToolUseBlock;

/** The asynchronous client, which speaks HTTP/2 to an address without TLS. */
final class Asynchronous extends Features {

  private final BedrockRuntimeAsyncClient client = BedrockRuntimeAsyncClient.create();
  private final BedrockRuntimeAsyncClient once =
      BedrockRuntimeAsyncClient.builder()
          .overrideConfiguration(config -> config.retryStrategy(retry -> retry.maxAttempts(1)))
          .build();

  public static void main(String[] arguments) throws Exception {
    new Asynchronous().run();
    System.exit(0);
  }

  private BedrockRuntimeAsyncClient client(JsonNode request) {
    return request.has("retries") ? once : client;
  }

  @Override
  ConverseResponse converse(JsonNode request, ConverseRequest asked) throws Exception {
    return client(request).converse(asked).get();
  }

  @Override
  int counted(ConverseRequest asked) throws Exception {
    return client
        .countTokens(
            each ->
                each.modelId(asked.modelId())
                    .input(input -> input.converse(it -> it.messages(asked.messages()))))
        .get()
        .inputTokens();
  }

  @Override
  String invoked(String model, String body) throws Exception {
    return client
        .invokeModel(
            each ->
                each.modelId(model)
                    .contentType("application/json")
                    .body(SdkBytes.fromUtf8String(body)))
        .get()
        .body()
        .asUtf8String();
  }

  @Override
  Map<String, Feature> own() {
    return Map.of(
        "stream", request -> pieces(events(request, asked(request).build()).texts),
        "stop-stream",
            request -> {
              var told = events(request, asked(request).build());
              return told.reason + ": " + String.join("", told.texts);
            },
        "thinking-stream",
            request -> {
              var told =
                  events(request, asked(request).additionalModelRequestFields(THINKING).build());
              return told.thought + " => " + String.join("", told.texts);
            },
        "tools-stream", this::toolsStream,
        "invoke-stream", this::invokeStream,
        "cancel", this::cancel,
        "parallel", this::parallel);
  }

  /** What the events of a stream told. */
  private static final class Told implements Consumer<ConverseStreamOutput> {
    private final List<String> texts = new ArrayList<>();
    private String thought = "";
    private String reason = "";
    private String toolName = "";
    private String toolId = "";
    private String input = "";

    @Override
    public void accept(ConverseStreamOutput event) {
      event.accept(
          ConverseStreamResponseHandler.Visitor.builder()
              .onContentBlockStart(
                  start -> {
                    toolName = start.start().toolUse().name();
                    toolId = start.start().toolUse().toolUseId();
                  })
              .onContentBlockDelta(
                  delta -> {
                    if (delta.delta().text() != null) {
                      texts.add(delta.delta().text());
                    } else if (delta.delta().reasoningContent() != null) {
                      var said = delta.delta().reasoningContent().text();
                      thought += said == null ? "" : said;
                    } else if (delta.delta().toolUse() != null) {
                      input += delta.delta().toolUse().input();
                    }
                  })
              .onMessageStop(stop -> reason = stop.stopReasonAsString())
              .build());
    }
  }

  private Told events(JsonNode request, ConverseRequest asked) throws Exception {
    var told = new Told();
    client(request)
        .converseStream(
            streamed(asked),
            ConverseStreamResponseHandler.builder()
                .onEventStream(publisher -> publisher.subscribe(told))
                .build())
        .get();
    return told;
  }

  private static ConverseStreamRequest streamed(ConverseRequest asked) {
    return ConverseStreamRequest.builder()
        .modelId(asked.modelId())
        .messages(asked.messages())
        .inferenceConfig(asked.inferenceConfig())
        .toolConfig(asked.toolConfig())
        .additionalModelRequestFields(asked.additionalModelRequestFields())
        .build();
  }

  private String toolsStream(JsonNode request) throws Exception {
    var question = user(ContentBlock.fromText(request.path("prompt").asText()));
    var first = events(request, asked(request).toolConfig(TOOLS).build());
    var city = JSON.readTree(first.input).path("city").asText();
    var use =
        ToolUseBlock.builder()
            .toolUseId(first.toolId)
            .name(first.toolName)
            .input(Document.fromMap(Map.of("city", Document.fromString(city))))
            .build();
    var used =
        Message.builder()
            .role(ConversationRole.ASSISTANT)
            .content(ContentBlock.fromToolUse(use))
            .build();
    var last =
        events(
            request,
            asked(request).messages(question, used, result(use)).toolConfig(TOOLS).build());
    return first.toolName + " " + city + ": " + pieces(last.texts);
  }

  private String invokeStream(JsonNode request) throws Exception {
    var texts = new ArrayList<String>();
    client
        .invokeModelWithResponseStream(
            each ->
                each.modelId(request.path("model").asText())
                    .contentType("application/json")
                    .body(SdkBytes.fromUtf8String(claude(request))),
            InvokeModelWithResponseStreamResponseHandler.builder()
                .subscriber(
                    InvokeModelWithResponseStreamResponseHandler.Visitor.builder()
                        .onChunk(
                            chunk -> {
                              var event =
                                  JsonNodeParser.create().parse(chunk.bytes().asUtf8String());
                              event
                                  .field("delta")
                                  .flatMap(delta -> delta.field("text"))
                                  .ifPresent(text -> texts.add(text.text()));
                            })
                        .build())
                .build())
        .get();
    return pieces(texts);
  }

  /** Ends a subscription with the first piece of text. */
  private static final class FirstPiece implements Subscriber<ConverseStreamOutput> {
    private final CompletableFuture<String> seen = new CompletableFuture<>();
    private Subscription subscription;

    @Override
    public void onSubscribe(Subscription begun) {
      subscription = begun;
      begun.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(ConverseStreamOutput event) {
      if (event.sdkEventType() == ConverseStreamOutput.EventType.CONTENT_BLOCK_DELTA) {
        subscription.cancel();
        seen.complete("gone after the first piece");
      }
    }

    @Override
    public void onError(Throwable failure) {
      seen.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
      seen.complete("the stream ended");
    }
  }

  private String cancel(JsonNode request) throws Exception {
    var first = new FirstPiece();
    var call =
        client.converseStream(
            streamed(asked(request).build()),
            ConverseStreamResponseHandler.builder()
                .onEventStream(
                    (SdkPublisher<ConverseStreamOutput> events) -> events.subscribe(first))
                .onError(first::onError)
                .build());
    var seen = first.seen.get();
    call.cancel(true);
    return seen;
  }

  private String parallel(JsonNode request) throws Exception {
    var calls =
        Stream.generate(() -> client.converse(asked(request).build()))
            .limit(request.path("calls").asInt())
            .toList();
    var answered = 0;
    for (var call : calls) {
      answered += text(call.get()).isEmpty() ? 0 : 1;
    }
    return Integer.toString(answered);
  }
}
