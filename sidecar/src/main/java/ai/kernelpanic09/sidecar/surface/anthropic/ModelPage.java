package ai.kernelpanic09.sidecar.surface.anthropic;

import ai.kernelpanic09.core.failure.ErrorCode;
import ai.kernelpanic09.sidecar.failure.CallFailure;
import ai.kernelpanic09.sidecar.json.Json;
import ai.kernelpanic09.sidecar.surface.ErrorForm;
import ai.kernelpanic09.sidecar.surface.ModelsSurface;
import ai.kernelpanic09.sidecar.surface.ModelsSurface.Model;
import com.fasterxml.jackson.core.JsonGenerator;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Models in Anthropic's form, page by page.
 *
 * @see <a href="https://platform.claude.com/docs/en/api/models/list">List models</a>
 */
public final class ModelPage implements ModelsSurface.Form {

  private static final int MODEL_LENGTH = 320;
  private static final int MAX_LIMIT = 1_000;

  /** What Anthropic says where it does not know when a model was released. */
  private static final String UNKNOWN_TIME = "1970-01-01T00:00:00Z";

  @Override
  public boolean knows(HttpServerRequest request) {
    return request.getHeader(ApiVersion.HEADER) != null || request.getHeader("x-api-key") != null;
  }

  @Override
  public String surface() {
    return MessagesSurface.NAME;
  }

  @Override
  public ErrorForm errors() {
    return AnthropicErrors.FORM;
  }

  @Override
  public byte[] list(HttpServerRequest request, List<Model> models) {
    ApiVersion.of(request);
    var after = request.getParam("after_id");
    var before = request.getParam("before_id");
    var from = after == null ? 0 : place(models, "after_id", after) + 1;
    var to = before == null ? models.size() : place(models, "before_id", before);
    var rest = models.subList(Math.min(from, to), to);
    var limit = Math.min(limit(request), rest.size());
    // A page before a model ends there, any other begins where it is asked for.
    var page =
        before == null ? rest.subList(0, limit) : rest.subList(rest.size() - limit, rest.size());
    return page(page, limit < rest.size());
  }

  private static int place(List<Model> models, String name, String id) {
    for (var i = 0; i < models.size(); i++) {
      if (models.get(i).id().equals(id)) {
        return i;
      }
    }
    throw new CallFailure(ErrorCode.INVALID_REQUEST, name + ": there is no such model");
  }

  private static int limit(HttpServerRequest request) {
    var asked = request.getParam("limit");
    try {
      var limit = asked == null ? MAX_LIMIT : Integer.parseInt(asked);
      if (limit >= 1 && limit <= MAX_LIMIT) {
        return limit;
      }
    } catch (NumberFormatException e) {
      // Refused below, as any other wrong value.
    }
    throw new CallFailure(
        ErrorCode.INVALID_REQUEST, "limit: must be a whole number between 1 and " + MAX_LIMIT);
  }

  private static byte[] page(List<Model> models, boolean hasMore) {
    return Json.object(
        MODEL_LENGTH * (models.size() + 1),
        to -> {
          to.writeArrayFieldStart("data");
          for (var each : models) {
            to.writeStartObject();
            write(to, each);
            to.writeEndObject();
          }
          to.writeEndArray();
          to.writeBooleanField("has_more", hasMore);
          write(to, "first_id", models.isEmpty() ? null : models.getFirst().id());
          write(to, "last_id", models.isEmpty() ? null : models.getLast().id());
        });
  }

  @Override
  public byte[] one(Model model) {
    return Json.object(MODEL_LENGTH, to -> write(to, model));
  }

  private static void write(JsonGenerator to, Model model) throws IOException {
    var limits = model.limits();
    to.writeStringField("type", "model");
    to.writeStringField("id", model.id());
    to.writeStringField(
        "display_name", limits == null ? model.endpoint().toString() : limits.modelId());
    to.writeStringField("created_at", UNKNOWN_TIME);
    to.writeStringField("lifecycle", "active");
    if (limits != null) {
      to.writeNumberField("max_input_tokens", limits.bounds().contextWindow());
      to.writeNumberField("max_tokens", limits.maxTokens());
    }
  }

  private static void write(JsonGenerator to, String name, @Nullable String text)
      throws IOException {
    if (text == null) {
      to.writeNullField(name);
    } else {
      to.writeStringField(name, text);
    }
  }
}
