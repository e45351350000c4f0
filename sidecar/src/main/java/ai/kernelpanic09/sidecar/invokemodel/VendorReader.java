package ai.kernelpanic09.sidecar.invokemodel;

import ai.kernelpanic09.sidecar.invokemodel.VendorBody.MaxTokens;
import ai.kernelpanic09.sidecar.json.InvalidRequestException;
import ai.kernelpanic09.sidecar.json.JsonMember;
import ai.kernelpanic09.sidecar.json.JsonMembers;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads bodies of InvokeModel in the forms of the families: by an allow-list each, for a member
 * that is not known could change the price.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters.html">Inference
 *     request parameters of the models</a>
 */
final class VendorReader {

  /** What Llama and Titan generate at the most where a body does not say it. */
  private static final long VENDORS_DEFAULT = 512;

  private static final int MAX_TEXTS = 2_048;

  private final JsonMember body;
  private final JsonMembers members;
  private final BodyCount count;

  private VendorReader(JsonMember body, JsonMembers members) {
    this.body = body;
    this.members = members;
    count = new BodyCount(body.body());
  }

  /**
   * Reads a body for a model.
   *
   * @throws InvalidRequestException when the model's family would not take it, or something in it
   *     could change the price
   */
  static VendorBody read(String modelId, JsonMember body, JsonMembers members)
      throws InvalidRequestException {
    return new VendorReader(body, members).read(Family.of(modelId, members));
  }

  private VendorBody read(Family family) throws InvalidRequestException {
    var max =
        switch (family) {
          case CLAUDE -> {
            new ClaudeBody(members, count).read();
            yield asked(members.require("max_tokens"), 0);
          }
          case NOVA -> {
            new NovaBody(members, count).read();
            yield nova();
          }
          case LLAMA -> {
            prompt(Set.of("prompt", "max_gen_len", "temperature", "top_p", "images"), "prompt");
            yield of("max_gen_len", 1, VENDORS_DEFAULT);
          }
          case MISTRAL -> {
            prompt(
                Set.of("prompt", "max_tokens", "stop", "temperature", "top_p", "top_k"), "prompt");
            yield of("max_tokens", 1, Long.MAX_VALUE);
          }
          case TITAN_TEXT -> {
            prompt(Set.of("inputText", "textGenerationConfig"), "inputText");
            yield titan();
          }
          case TITAN_EMBED -> {
            prompt(Set.of("inputText", "dimensions", "normalize", "embeddingTypes"), "inputText");
            yield null;
          }
          case TITAN_EMBED_IMAGE -> {
            notPriced("inputImage");
            prompt(Set.of("inputText", "embeddingConfig"), "inputText");
            yield null;
          }
          case COHERE_EMBED -> {
            cohere();
            yield null;
          }
          case NOVA_EMBED -> {
            novaEmbedding();
            yield null;
          }
          case OTHER -> {
            new UnknownBody(members).read(body, count);
            yield null;
          }
        };
    return new VendorBody(family, count, max);
  }

  private void prompt(Set<String> known, String text) throws InvalidRequestException {
    members.allow(known);
    count.prompt(members.require(text));
    var images = members.get("images");
    if (images != null) {
      images.each(
          MAX_TEXTS,
          each -> {
            base64(each);
            count.image();
          });
    }
  }

  private void cohere() throws InvalidRequestException {
    notPriced("images");
    notPriced("inputs");
    members.allow(
        Set.of(
            "texts",
            "input_type",
            "truncate",
            "embedding_types",
            "output_dimension",
            "max_tokens"));
    members
        .require("texts")
        .each(
            MAX_TEXTS,
            each -> {
              count.part(each);
              count.text(each);
            });
  }

  private void notPriced(String image) throws InvalidRequestException {
    var media = members.get(image);
    if (media != null) {
      throw media.wrong("is not passed on: images have a price of their own, which is not known");
    }
  }

  private void novaEmbedding() throws InvalidRequestException {
    members.allow(Set.of("schemaVersion", "taskType", "singleEmbeddingParams"));
    var task = members.require("taskType");
    if (!task.word().equals("SINGLE_EMBEDDING")) {
      throw task.wrong("must be SINGLE_EMBEDDING");
    }
    var wanted = members.require("singleEmbeddingParams").members();
    // Images, sound and film are billed by the piece, which no endpoint has a price for.
    wanted.allow(Set.of("embeddingPurpose", "embeddingDimension", "text"));
    var text = wanted.require("text").members();
    text.allow(Set.of("truncationMode", "value"));
    count.text(text.require("value"));
  }

  private MaxTokens titan() throws InvalidRequestException {
    var config = members.get("textGenerationConfig");
    if (config == null) {
      return unsaid(
          body, members, "textGenerationConfig", "{\"maxTokenCount\":", "}", VENDORS_DEFAULT);
    }
    var settings = config.members();
    settings.allow(Set.of("temperature", "topP", "maxTokenCount", "stopSequences"));
    var asked = settings.get("maxTokenCount");
    return asked == null
        ? unsaid(config, settings, "maxTokenCount", "", "", VENDORS_DEFAULT)
        : asked(asked, 0);
  }

  private MaxTokens nova() throws InvalidRequestException {
    var config = members.get("inferenceConfig");
    if (config == null) {
      return unsaid(body, members, "inferenceConfig", "{\"maxTokens\":", "}", Long.MAX_VALUE);
    }
    var settings = config.members();
    settings.allow(
        Set.of("maxTokens", "max_new_tokens", "temperature", "topP", "topK", "stopSequences"));
    var old = settings.get("max_new_tokens");
    var asked = settings.get("maxTokens");
    if (old != null && asked != null) {
      throw old.wrong("can't be said together with maxTokens");
    }
    var said = asked == null ? old : asked;
    return said == null
        ? unsaid(config, settings, "maxTokens", "", "", Long.MAX_VALUE)
        : asked(said, 1);
  }

  private MaxTokens of(String name, long min, long vendorsDefault) throws InvalidRequestException {
    var said = members.get(name);
    return said == null ? unsaid(body, members, name, "", "", vendorsDefault) : asked(said, min);
  }

  private static MaxTokens asked(JsonMember number, long min) throws InvalidRequestException {
    return new MaxTokens(number.start(), number.end(), number.wholeNumber(min), "", "");
  }

  /**
   * The number is to be written into an object: in place of a null, for of two members of one name
   * the model would take the null, or else as the first member.
   */
  private static MaxTokens unsaid(
      JsonMember object,
      JsonMembers members,
      String name,
      String before,
      String behind,
      long vendorsDefault) {
    var nothing = members.written(name);
    if (nothing != null) {
      return new MaxTokens(nothing.start(), nothing.end(), vendorsDefault, before, behind);
    }
    var at = object.start() + 1;
    var rest = members.names().isEmpty() ? "" : ",";
    return new MaxTokens(at, at, vendorsDefault, "\"" + name + "\":" + before, behind + rest);
  }

  /** An image in a body is its bytes: nothing is fetched. */
  static void base64(@Nullable JsonMember data) throws InvalidRequestException {
    if (data != null && !(data.isText() && data.scanner().isBase64())) {
      throw data.wrong("must be base64 alone, without a prefix such as data:");
    }
  }
}
