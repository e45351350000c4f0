package ai.kernelpanic09.sidecar.surface.openai;

import ai.kernelpanic09.core.endpoint.EndpointLimits;
import ai.kernelpanic09.sidecar.call.Held;
import ai.kernelpanic09.sidecar.call.ModelCall;
import ai.kernelpanic09.sidecar.invokemodel.Embedding;
import ai.kernelpanic09.sidecar.invokemodel.InvokeModelCall;
import ai.kernelpanic09.sidecar.invokemodel.InvokeTerms;
import ai.kernelpanic09.sidecar.json.InvalidRequestException;
import ai.kernelpanic09.sidecar.json.JsonMembers;
import ai.kernelpanic09.sidecar.surface.NamedModel;

/** Opens the readers of this package to tests of all forms. */
public final class OpenAiBodies {

  private OpenAiBodies() {}

  public static ModelCall<?> chat(JsonMembers body, NamedModel model)
      throws InvalidRequestException {
    return ChatReader.read(body, model, Held.NOTHING).request();
  }

  public static ModelCall<?> responses(JsonMembers body, NamedModel model)
      throws InvalidRequestException {
    return ResponsesReader.read(body, model, Held.NOTHING).request();
  }

  /** The first call that is made for the vectors of a body's texts. */
  public static ModelCall<?> embeddings(JsonMembers body, EndpointLimits limits)
      throws InvalidRequestException {
    var wish = EmbeddingsWish.read(body, "e");
    var way = Embedding.of(limits.modelId());
    if (way == null) {
      throw new IllegalStateException("no model of vectors: " + limits.modelId());
    }
    var texts = wish.texts().subList(0, Math.min(wish.texts().size(), way.maxTexts()));
    var dimensions = wish.dimensions() == null ? null : wish.dimensions().wholeNumber(1);
    return InvokeModelCall.read(
        way.body(texts, dimensions), limits.modelId(), InvokeTerms.NONE, Held.NOTHING);
  }
}
