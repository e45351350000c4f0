package ai.kernelpanic09.simulator.runtime;

import ai.kernelpanic09.simulator.catalog.Model;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Base64;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * The simulator's tokeniser: a part of the bytes of the text and a constant for the frame around
 * them, never more tokens than bytes. The bytes are those of the text in Unicode's normal form
 * NFKC, to which real tokenisers bring it first; a character of compatibility can grow elevenfold
 * by that. Images count by their pixels, documents by their text or their pages, and tools and
 * citations bring a prompt that no request shows.
 */
public final class TokenCounter {
  static final int CHARACTERS_PER_OUTPUT_TOKEN = 4;
  private static final int FRAME = 8;
  private static final int PER_PAGE = 3_000;
  private static final int CITATIONS_PROMPT = 200;
  private static final Set<String> TEXT_FORMATS = Set.of("csv", "html", "txt", "md");

  private volatile Settings settings = Settings.DEFAULT;

  /**
   * How input tokens are counted.
   *
   * @param bytesPerToken 1 for the worst that a byte-level tokeniser can do
   * @param normalized whether texts are counted in NFKC
   * @param mediaAsText whether images and documents are counted by their base64
   * @param hiddenPrompts whether tools and citations bring their prompts
   * @param tokensPerMessage that the frame of each message, and of the system prompt, takes
   */
  public record Settings(
      int bytesPerToken,
      boolean normalized,
      boolean mediaAsText,
      boolean hiddenPrompts,
      int tokensPerMessage) {
    public static final Settings DEFAULT = new Settings(4, true, false, true, 0);
  }

  public void set(Settings newSettings) {
    settings = newSettings;
  }

  static long output(String text) {
    return Math.ceilDiv(text.codePointCount(0, text.length()), CHARACTERS_PER_OUTPUT_TOKEN);
  }

  /** The tokens of one text by itself. */
  long input(String text) {
    return framed(bytes(text));
  }

  /** The tokens of an image, given in base64. */
  long image(String base64) {
    return settings.mediaAsText()
        ? framed(bytes(base64))
        : ImageSize.of(Base64.getDecoder().decode(base64)).tokens();
  }

  /** The tokens of a prompt of that size. */
  long total(Size size) {
    return framed(size.bytes()) + size.tokens();
  }

  /**
   * The size of a part of a prompt.
   *
   * @param bytes of its texts
   * @param tokens of what is no text
   */
  record Size(long bytes, long tokens) {
    static final Size NONE = new Size(0, 0);

    Size plus(Size other) {
      return new Size(bytes + other.bytes, tokens + other.tokens);
    }
  }

  /** The size of a content block, of a system block or of a tool, with all that is in it. */
  Size size(Object part) {
    return switch (part) {
      case String text -> new Size(bytes(text), 0);
      case JsonObject object -> {
        var sum = Size.NONE;
        for (var entry : object) {
          if (entry.getValue() != null) {
            sum =
                sum.plus(
                    media(entry.getKey(), entry.getValue())
                        .orElseGet(() -> size(entry.getValue())));
          }
        }
        yield sum;
      }
      case JsonArray array ->
          array.stream().filter(Objects::nonNull).map(this::size).reduce(Size.NONE, Size::plus);
      default -> new Size(part.toString().length(), 0);
    };
  }

  /** The size of an image or a document that is in the request; empty for what is neither. */
  private Optional<Size> media(String kind, Object value) {
    if (settings.mediaAsText()
        || !(value instanceof JsonObject media)
        || !(media.getValue("source") instanceof JsonObject source)
        || !(source.getValue("bytes") instanceof String base64)) {
      return Optional.empty();
    }
    return switch (kind) {
      case "image" -> Optional.of(new Size(0, image(base64)));
      case "document" ->
          Optional.of(
              document(media.getString("format", "txt"), Base64.getDecoder().decode(base64)));
      default -> Optional.empty();
    };
  }

  /** The prompts that Bedrock adds by itself. */
  Size hidden(JsonObject body, Model model) {
    long tokens = (long) settings.tokensPerMessage() * messages(body);
    if (!settings.hiddenPrompts()) {
      return new Size(0, tokens);
    }
    if (body.getValue("toolConfig") instanceof JsonObject tools) {
      var choice = tools.getJsonObject("toolChoice", new JsonObject());
      boolean forced = choice.containsKey("any") || choice.containsKey("tool");
      tokens += forced ? model.toolPrompt().forced() : model.toolPrompt().auto();
    }
    if (Citations.wanted(body)) {
      tokens += CITATIONS_PROMPT;
    }
    return new Size(0, tokens);
  }

  private static int messages(JsonObject body) {
    return body.getJsonArray("messages", new JsonArray()).size()
        + (body.containsKey("system") ? 1 : 0);
  }

  private Size document(String format, byte[] content) {
    if (TEXT_FORMATS.contains(format)) {
      return new Size(bytes(new String(content, StandardCharsets.UTF_8)), 0);
    }
    return new Size(0, (long) PER_PAGE * pages(new String(content, StandardCharsets.ISO_8859_1)));
  }

  /** The pages of a PDF by its page objects; 1 for what shows none. */
  private static int pages(String content) {
    int pages = 0;
    for (int at = content.indexOf("/Type /Page"); at >= 0; ) {
      int end = at + "/Type /Page".length();
      pages += end < content.length() && content.charAt(end) == 's' ? 0 : 1;
      at = content.indexOf("/Type /Page", end);
    }
    return Math.max(1, pages);
  }

  private long bytes(String text) {
    boolean plain = !settings.normalized() || Normalizer.isNormalized(text, Normalizer.Form.NFKC);
    var counted = plain ? text : Normalizer.normalize(text, Normalizer.Form.NFKC);
    return counted.getBytes(StandardCharsets.UTF_8).length;
  }

  private long framed(long bytes) {
    return Math.min(bytes, bytes / settings.bytesPerToken() + FRAME);
  }
}
