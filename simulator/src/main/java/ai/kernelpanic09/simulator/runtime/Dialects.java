package ai.kernelpanic09.simulator.runtime;

import ai.kernelpanic09.simulator.catalog.Model;
import ai.kernelpanic09.simulator.runtime.Inference.Outcome;
import ai.kernelpanic09.simulator.shape.ShapeCheck;
import ai.kernelpanic09.simulator.wire.AwsError;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The families of InvokeModel bodies. */
final class Dialects {
  private final Map<Model.Dialect, Dialect> texts;
  private final Map<Model.Dialect, EmbeddingDialect> embeddings =
      Map.of(
          Model.Dialect.TITAN_EMBED_V1, TitanEmbedDialect.v1(),
          Model.Dialect.TITAN_EMBED_V2, TitanEmbedDialect.v2(),
          Model.Dialect.TITAN_EMBED_IMAGE, new TitanMultimodalEmbedDialect(),
          Model.Dialect.COHERE_EMBED_V3, CohereEmbedDialect.v3(),
          Model.Dialect.COHERE_EMBED_V4, CohereEmbedDialect.v4(),
          Model.Dialect.NOVA_EMBED, new NovaEmbedDialect());

  Dialects(ShapeCheck shapes) {
    texts =
        Map.of(
            Model.Dialect.ANTHROPIC, new AnthropicDialect(),
            Model.Dialect.NOVA, new NovaDialect(shapes),
            Model.Dialect.LLAMA, new LlamaDialect(),
            Model.Dialect.MISTRAL, new MistralDialect(),
            Model.Dialect.TITAN_TEXT, new TitanTextDialect());
  }

  Dialect text(Model model) {
    return known(texts.get(model.dialect()), model);
  }

  /** The answer as InvokeModel gives it; empty where that form is not known. */
  JsonObject ownForm(Model model, Outcome outcome) {
    var dialect = texts.get(model.dialect());
    return dialect == null ? new JsonObject() : dialect.response(outcome, model);
  }

  EmbeddingDialect embedding(Model model) {
    return known(embeddings.get(model.dialect()), model);
  }

  private static <T> T known(@Nullable T dialect, Model model) {
    if (dialect == null) {
      throw AwsError.validation(
          "The simulator knows no InvokeModel body of %s.".formatted(model.id()));
    }
    return dialect;
  }
}
