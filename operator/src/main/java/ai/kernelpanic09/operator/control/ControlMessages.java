package ai.kernelpanic09.operator.control;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.prompt.TemplateName;
import ai.kernelpanic09.core.protocol.CallerCheck;
import ai.kernelpanic09.core.protocol.SyncRequest;
import ai.kernelpanic09.core.protocol.TemplateAsk;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads the JSON of requests strictly, and writes that of answers. */
final class ControlMessages {

  private static final int MAX_ENDPOINTS = 1_000;
  private static final int MAX_WINDOWS = 16;
  private static final int MAX_REVISIONS = 500;

  private final ObjectMapper json =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  /**
   * @throws ControlFailure 400 naming the field, or 409 for another protocol
   */
  SyncRequest sync(byte[] body) {
    var tree = tree(body);
    if (tree.path("protocol").asInt() != SyncRequest.PROTOCOL) {
      throw new ControlFailure(
          ControlError.PROTOCOL_NOT_SUPPORTED,
          "protocol " + SyncRequest.PROTOCOL + " is the only one supported");
    }
    var request = convert(tree, SyncRequest.class);
    require("version", request.version());
    if (request.endpoints().size() > MAX_ENDPOINTS) {
      throw ControlFailure.badRequest("endpoints: at most " + MAX_ENDPOINTS);
    }
    var named = new HashSet<EndpointName>();
    for (var each : request.endpoints()) {
      require("endpoints[].endpoint", each.endpoint());
      requireNew("endpoints[].endpoint", each.endpoint(), named);
      require("endpoints[].requests", each.requests());
      require("endpoints[].tokens", each.tokens());
      if (each.windows().size() > MAX_WINDOWS) {
        throw ControlFailure.badRequest("endpoints[].windows: at most " + MAX_WINDOWS);
      }
      each.windows().forEach(window -> require("endpoints[].windows[].usage", window.usage()));
    }
    if (request.revisions().size() > MAX_REVISIONS) {
      throw ControlFailure.badRequest("revisions: at most " + MAX_REVISIONS);
    }
    var known = new HashSet<TemplateName>();
    for (var each : request.revisions()) {
      require("revisions[].template", each.template());
      requireNew("revisions[].template", each.template(), known);
      require("revisions[].tag", each.tag());
    }
    return request;
  }

  CallerCheck callerCheck(byte[] body) {
    var check = convert(tree(body), CallerCheck.class);
    require("endpoint", check.endpoint());
    return check;
  }

  TemplateAsk templateAsk(byte[] body) {
    var ask = convert(tree(body), TemplateAsk.class);
    require("template", ask.template());
    return ask;
  }

  String write(Object answer) {
    try {
      return json.writeValueAsString(answer);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("our own records are always JSON", e);
    }
  }

  String write(ControlFailure failure) {
    return write(Map.of("error", Map.of("code", failure.code(), "message", failure.text())));
  }

  private JsonNode tree(byte[] body) {
    try {
      return json.readTree(body);
    } catch (IOException e) {
      throw ControlFailure.badRequest("the body is not JSON");
    }
  }

  private <T> T convert(JsonNode tree, Class<T> type) {
    try {
      return Objects.requireNonNull(json.treeToValue(tree, type), "null");
    } catch (JsonMappingException e) {
      var path =
          e.getPath().stream()
              .map(each -> each.getFieldName() == null ? "[]" : "." + each.getFieldName())
              .collect(Collectors.joining());
      throw ControlFailure.badRequest(
          (path.isEmpty() ? "body" : path.substring(1)) + ": not as the protocol says");
    } catch (JsonProcessingException | NullPointerException e) {
      throw ControlFailure.badRequest("the body is not as the protocol says");
    }
  }

  private static <T> void requireNew(String name, T value, Set<T> seen) {
    if (!seen.add(value)) {
      throw ControlFailure.badRequest(name + ": " + value + " is named twice; send it once");
    }
  }

  private static void require(String name, @Nullable Object value) {
    if (value == null) {
      throw ControlFailure.badRequest(name + ": is required");
    }
  }
}
