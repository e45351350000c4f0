import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.document.Document;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ConversationRole;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseResponse;
import software.amazon.awssdk.services.bedrockruntime.model.Message;
import software.amazon.awssdk.services.bedrockruntime.model.TokenUsage;
import software.amazon.awssdk.services.bedrockruntime.model.Tool;
import software.amazon.awssdk.services.bedrockruntime.model.ToolConfiguration;
import software.amazon.awssdk.services.bedrockruntime.model.ToolUseBlock;

/**
 * What the clients of AWS's SDK for Java have in common: runs the features that the driver names,
 * one line of JSON each, and tells what came of them.
 */
abstract class Features {

  static final ObjectMapper JSON = new ObjectMapper();

  private static final String REPORT =
      """
      {"type": "object", "properties": {"city": {"type": "string"}, "degrees": {"type": "integer"}},
       "required": ["city", "degrees"], "additionalProperties": false}""";

  static final Document THINKING =
      Document.fromMap(
          Map.of(
              "thinking",
              Document.fromMap(
                  Map.of(
                      "type", Document.fromString("enabled"),
                      "budget_tokens", Document.fromNumber(1024)))));

  static final ToolConfiguration TOOLS =
      ToolConfiguration.builder()
          .tools(
              Tool.fromToolSpec(
                  spec ->
                      spec.name("get_weather")
                          .description("Tells the weather of a city.")
                          .inputSchema(
                              schema ->
                                  schema.json(
                                      Document.fromMap(
                                          Map.of(
                                              "type", Document.fromString("object"),
                                              "properties",
                                                  Document.fromMap(
                                                      Map.of(
                                                          "city",
                                                          Document.fromMap(
                                                              Map.of(
                                                                  "type",
                                                                  Document.fromString(
                                                                      "string"))))),
                                              "required",
                                                  Document.fromList(
                                                      List.of(Document.fromString("city")))))))))
          .build();

  /** Something that a client does. */
  interface Feature {
    String run(JsonNode request) throws Exception;
  }

  abstract ConverseResponse converse(JsonNode request, ConverseRequest asked) throws Exception;

  abstract int counted(ConverseRequest asked) throws Exception;

  abstract String invoked(String model, String body) throws Exception;

  /** The features of one kind of client. */
  abstract Map<String, Feature> own();

  static ConverseRequest.Builder asked(JsonNode request) {
    return ConverseRequest.builder()
        .modelId(request.path("model").asText())
        .messages(user(ContentBlock.fromText(request.path("prompt").asText())))
        .inferenceConfig(config -> config.maxTokens(2048));
  }

  static Message user(ContentBlock... content) {
    return Message.builder().role(ConversationRole.USER).content(content).build();
  }

  static String text(ConverseResponse answer) {
    return answer.output().message().content().stream()
        .filter(block -> block.text() != null)
        .map(ContentBlock::text)
        .collect(Collectors.joining());
  }

  static String pieces(List<String> texts) {
    if (texts.size() < 2) {
      throw new IllegalStateException("not streamed: " + texts);
    }
    return String.join("", texts);
  }

  static Message result(ToolUseBlock use) {
    var text = "18 degrees in " + use.input().asMap().get("city").asString();
    return user(
        ContentBlock.fromToolResult(
            result -> result.toolUseId(use.toolUseId()).content(each -> each.text(text))));
  }

  static String claude(JsonNode request) {
    var body = JSON.createObjectNode();
    body.put("anthropic_version", "bedrock-2023-05-31").put("max_tokens", 256);
    body.putArray("messages")
        .addObject()
        .put("role", "user")
        .put("content", request.path("prompt").asText());
    return body.toString();
  }

  private Feature feature(String name) {
    return switch (name) {
      case "plain" -> request -> text(converse(request, asked(request).build()));
      case "stop" ->
          request -> {
            var answer = converse(request, asked(request).build());
            return answer.stopReasonAsString() + ": " + text(answer);
          };
      case "tools" -> request -> loop(request, null);
      case "thinking-tools" -> request -> loop(request, THINKING);
      case "image" -> this::image;
      case "document" -> this::document;
      case "citations" -> this::citations;
      case "structured" -> this::structured;
      case "thinking" -> this::thinking;
      case "caching" -> this::caching;
      case "invoke" ->
          request ->
              JSON.readTree(invoked(request.path("model").asText(), claude(request)))
                  .path("content")
                  .path(0)
                  .path("text")
                  .asText();
      case "count-tokens" ->
          request -> {
            var tokens = counted(asked(request).build());
            return tokens > 0 ? "counted" : Integer.toString(tokens);
          };
      case "embeddings" ->
          request -> {
            var body = JSON.createObjectNode().put("inputText", request.path("prompt").asText());
            var answer = invoked(request.path("model").asText(), body.toString());
            return Integer.toString(JSON.readTree(answer).path("embedding").size());
          };
      default -> own().get(name);
    };
  }

  private String loop(JsonNode request, Document fields) throws Exception {
    var question = user(ContentBlock.fromText(request.path("prompt").asText()));
    var first =
        converse(
            request,
            asked(request).toolConfig(TOOLS).additionalModelRequestFields(fields).build());
    var message = first.output().message();
    var use =
        message.content().stream()
            .filter(block -> block.toolUse() != null)
            .findFirst()
            .orElseThrow()
            .toolUse();
    var last =
        converse(
            request,
            asked(request)
                .messages(question, message, result(use))
                .toolConfig(TOOLS)
                .additionalModelRequestFields(fields)
                .build());
    var city = use.input().asMap().get("city").asString();
    return use.name() + " " + city + ": " + text(last);
  }

  private String image(JsonNode request) throws Exception {
    var png = SdkBytes.fromByteArray(Base64.getDecoder().decode(request.path("image").asText()));
    var message =
        user(
            ContentBlock.fromImage(
                image -> image.format("png").source(source -> source.bytes(png))),
            ContentBlock.fromText(request.path("prompt").asText()));
    return text(converse(request, asked(request).messages(message).build()));
  }

  private String document(JsonNode request) throws Exception {
    var pdf = SdkBytes.fromByteArray(Base64.getDecoder().decode(request.path("document").asText()));
    var message =
        user(
            ContentBlock.fromDocument(
                document ->
                    document.format("pdf").name("weather").source(source -> source.bytes(pdf))),
            ContentBlock.fromText(request.path("prompt").asText()));
    return text(converse(request, asked(request).messages(message).build()));
  }

  private String citations(JsonNode request) throws Exception {
    var text = request.path("source").asText();
    var message =
        user(
            ContentBlock.fromDocument(
                document ->
                    document
                        .name("weather")
                        .source(source -> source.text(text))
                        .citations(citations -> citations.enabled(true))),
            ContentBlock.fromText(request.path("prompt").asText()));
    var answer = converse(request, asked(request).messages(message).build());
    var cited = answer.output().message().content().getFirst().citationsContent();
    return cited.content().getFirst().text() + " [" + cited.citations().getFirst().title() + "]";
  }

  private String structured(JsonNode request) throws Exception {
    var answer =
        converse(
            request,
            asked(request)
                .outputConfig(
                    config ->
                        config.textFormat(
                            format ->
                                format
                                    .type("json_schema")
                                    .structure(
                                        structure ->
                                            structure.jsonSchema(
                                                schema -> schema.name("report").schema(REPORT)))))
                .build());
    var report = JSON.readTree(text(answer));
    return report.path("city").asText() + " " + report.path("degrees").asText();
  }

  private String thinking(JsonNode request) throws Exception {
    var answer =
        converse(request, asked(request).additionalModelRequestFields(THINKING).build());
    var thought =
        answer.output().message().content().stream()
            .filter(block -> block.reasoningContent() != null)
            .findFirst()
            .orElseThrow()
            .reasoningContent()
            .reasoningText();
    return thought.text() + " => " + text(answer);
  }

  private String caching(JsonNode request) throws Exception {
    var first = cached(request);
    var second = cached(request);
    if (second.cacheReadInputTokens() == 0
        || !first.cacheWriteInputTokens().equals(second.cacheReadInputTokens())) {
      throw new IllegalStateException(first + ", then " + second);
    }
    return "written, then read";
  }

  private TokenUsage cached(JsonNode request) throws Exception {
    var system = request.path("system").asText();
    return converse(
            request,
            asked(request)
                .system(each -> each.text(system), each -> each.cachePoint(p -> p.type("default")))
                .build())
        .usage();
  }

  void run() throws Exception {
    var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (var line = lines.readLine(); line != null; line = lines.readLine()) {
      var request = JSON.readTree(line);
      var name = request.path("feature").asText();
      var told = JSON.createObjectNode().put("feature", name);
      var feature = feature(name);
      if (feature == null) {
        told.put("outcome", "absent").put("saw", "");
      } else {
        try {
          told.put("saw", feature.run(request)).put("outcome", "works");
        } catch (Exception e) {
          var cause = e instanceof java.util.concurrent.ExecutionException ? e.getCause() : e;
          if (cause instanceof AwsServiceException refusal) {
            told.put("outcome", "refused")
                .put("saw", refusal.getClass().getSimpleName() + " " + refusal.statusCode())
                .put("message", refusal.awsErrorDetails().errorMessage());
          } else {
            e.printStackTrace();
            told.put("outcome", "failed").put("saw", String.valueOf(cause));
          }
        }
      }
      System.out.println(told);
    }
  }
}
