package ai.kernelpanic09.sidecar.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.sidecar.textcheck.CheckedTexts;
import ai.kernelpanic09.sidecar.textcheck.TextKind;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The texts of a written request of Converse that Bedrock's guardrail does not look at by itself,
 * found in another way than the sidecar finds them. Their checks are reserved by their lengths.
 */
final class WrittenUnseen {

  private final Map<TextKind, Long> characters = new EnumMap<>(TextKind.class);
  private boolean bytes;

  private WrittenUnseen() {}

  static WrittenUnseen of(JsonNode request) {
    var unseen = new WrittenUnseen();
    for (var block : request.path("system")) {
      unseen.add(TextKind.SYSTEM, block.path("text"));
      unseen.add(TextKind.SYSTEM, block.path("guardContent").path("text").path("text"));
    }
    for (var message : request.path("messages")) {
      for (var block : message.path("content")) {
        unseen.document(block.path("document"));
        unseen.found(TextKind.DOCUMENT, block.path("searchResult"));
        unseen.add(
            TextKind.REASONING, block.path("reasoningContent").path("reasoningText").path("text"));
        unseen.add(TextKind.TOOL, block.path("toolUse").path("input"));
        for (var part : block.path("toolResult").path("content")) {
          unseen.add(TextKind.TOOL, part.path("text"));
          unseen.add(TextKind.TOOL, part.path("json"));
          unseen.found(TextKind.TOOL, part.path("searchResult"));
        }
      }
    }
    return unseen;
  }

  private void document(JsonNode document) {
    add(TextKind.DOCUMENT, document.path("name"));
    add(TextKind.DOCUMENT, document.path("context"));
    var source = document.path("source");
    add(TextKind.DOCUMENT, source.path("text"));
    source.path("content").forEach(part -> add(TextKind.DOCUMENT, part.path("text")));
    bytes |= source.has("bytes");
  }

  private void found(TextKind kind, JsonNode result) {
    add(kind, result.path("source"));
    add(kind, result.path("title"));
    result.path("content").forEach(part -> add(kind, part.path("text")));
  }

  private void add(TextKind kind, JsonNode value) {
    characters.merge(kind, words(value), Long::sum);
  }

  /** The characters of all texts and names in a value. Numbers are read in another form. */
  private static long words(JsonNode value) {
    long words = value.isTextual() ? value.textValue().length() : 0;
    for (var each : value.properties()) {
      words += each.getKey().length();
    }
    for (var each : value) {
      words += words(each);
    }
    return words;
  }

  /** Fails when a text is neither checked nor told to be unreadable. */
  void requireChecked(CheckedTexts texts) {
    characters.forEach(
        (kind, count) -> {
          var checked =
              IntStream.range(0, texts.count())
                  .filter(index -> texts.kind(index) == kind)
                  .mapToLong(texts::length)
                  .sum();
          assertThat(checked).as(kind.name()).isGreaterThanOrEqualTo(count);
        });
    if (bytes) {
      assertThat(
              texts.unreadable(TextKind.DOCUMENT) != null
                  || IntStream.range(0, texts.count())
                      .anyMatch(index -> texts.kind(index) == TextKind.DOCUMENT))
          .isTrue();
    }
  }
}
