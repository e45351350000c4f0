package ai.kernelpanic09.sidecar.surface.openai;

import ai.kernelpanic09.sidecar.json.Json;
import ai.kernelpanic09.sidecar.surface.ErrorForm;
import ai.kernelpanic09.sidecar.surface.ModelsSurface;
import ai.kernelpanic09.sidecar.surface.ModelsSurface.Model;
import com.fasterxml.jackson.core.JsonGenerator;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.util.List;

/**
 * Models in OpenAI's form.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/models">Models</a>
 */
public final class ModelList implements ModelsSurface.Form {

  private static final int MODEL_LENGTH = 128;

  @Override
  public boolean knows(HttpServerRequest request) {
    return true;
  }

  @Override
  public String surface() {
    return "openai";
  }

  @Override
  public ErrorForm errors() {
    return OpenAiErrors.FORM;
  }

  @Override
  public byte[] list(HttpServerRequest request, List<Model> models) {
    return Json.object(
        MODEL_LENGTH * (models.size() + 1),
        to -> {
          to.writeStringField("object", "list");
          to.writeArrayFieldStart("data");
          for (var each : models) {
            to.writeStartObject();
            write(to, each);
            to.writeEndObject();
          }
          to.writeEndArray();
        });
  }

  @Override
  public byte[] one(Model model) {
    return Json.object(MODEL_LENGTH, to -> write(to, model));
  }

  private static void write(JsonGenerator to, Model model) throws IOException {
    to.writeStringField("id", model.id());
    to.writeStringField("object", "model");
    to.writeNumberField("created", 0);
    to.writeStringField("owned_by", model.endpoint().namespace());
  }
}
