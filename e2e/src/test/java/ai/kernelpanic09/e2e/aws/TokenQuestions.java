package ai.kernelpanic09.e2e.aws;

import ai.kernelpanic09.e2e.aws.Question.Reply;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** How many tokens AWS bills: whether the bounds of docs/pricing.md hold. */
final class TokenQuestions {

  private static final String TOOLS =
      ",\"toolConfig\":{\"tools\":[{\"toolSpec\":{\"name\":\"a\",\"description\":\"b\","
          + "\"inputSchema\":{\"json\":{\"type\":\"object\"}}}}]}";

  /** A ligature that has 3 bytes in UTF-8, and 33 in NFKC. */
  private static final String LIGATURES = "\ufdfa".repeat(40);

  /** A picture of one pixel. */
  private static final String PIXEL =
      "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg"
          + "==";

  /** Enough words for a prompt that the model's cache takes: more than 4,096 tokens. */
  private static final int CACHED_WORDS = 4_600;

  private final Haiku haiku;

  TokenQuestions(Haiku haiku) {
    this.haiku = haiku;
  }

  List<Question> all() {
    return List.of(
        new Question(
            "Is as much billed as CountTokens counts?",
            "not more than the count and what may be added for a message",
            this::counted),
        new Question(
            "How many tokens does the model's prompt for tools have?",
            "at most " + Haiku.known().bounds().toolPromptTokens(),
            this::tools),
        new Question(
            "Is a text billed at most at its bytes, in NFKC if those are more?",
            "yes",
            this::normalised),
        new Question(
            "How many tokens has a picture of one pixel?",
            "at most " + Haiku.known().bounds().tokensPerImage(),
            this::picture),
        new Question(
            "Is it told for how long a prompt was written to the cache?",
            "yes, in `cacheDetails`; else the dearer price is booked",
            this::cached));
  }

  private Reply counted() {
    var count = haiku.count("How many tokens is this?");
    var billed = haiku.converse("How many tokens is this?", "");
    if (!count.isOk() || !billed.isOk()) {
      return Reply.open(count.isOk() ? billed.error() : count.error());
    }
    var counted = count.json().path("inputTokens").asLong();
    var input = input(billed);
    return Reply.of(
        input <= counted + Haiku.known().bounds().tokensPerMessage(),
        "counted %d, billed %d".formatted(counted, input));
  }

  private Reply tools() {
    var plain = haiku.converse("Hi", "");
    var with = haiku.converse("Hi", TOOLS);
    if (!plain.isOk() || !with.isOk()) {
      return Reply.open(plain.isOk() ? with.error() : plain.error());
    }
    var more = input(with) - input(plain);
    return Reply.of(
        more <= Haiku.known().bounds().toolPromptTokens() + bytes(TOOLS),
        more + " with a tool of " + bytes(TOOLS) + " bytes");
  }

  private Reply normalised() {
    var plain = haiku.converse("Hi", "");
    var with = haiku.converse("Hi" + LIGATURES, "");
    if (!plain.isOk() || !with.isOk()) {
      return Reply.open(plain.isOk() ? with.error() : plain.error());
    }
    var more = input(with) - input(plain);
    var most = bytes(Normalizer.normalize(LIGATURES, Normalizer.Form.NFKC));
    return Reply.of(
        more <= most, "%d tokens for %d bytes, %d in NFKC".formatted(more, bytes(LIGATURES), most));
  }

  private Reply picture() {
    var plain = haiku.converse("Hi", "");
    var with =
        haiku.messages(
            "["
                + Haiku.user(
                    "{\"text\":\"Hi\"},{\"image\":{\"format\":\"png\",\"source\":{\"bytes\":\"%s\"}}}"
                        .formatted(PIXEL))
                + "]",
            "");
    if (!plain.isOk() || !with.isOk()) {
      return Reply.open(plain.isOk() ? with.error() : plain.error());
    }
    var more = input(with) - input(plain);
    return Reply.of(more <= Haiku.known().bounds().tokensPerImage(), Long.toString(more));
  }

  private Reply cached() {
    var words =
        IntStream.range(0, CACHED_WORDS).mapToObj(each -> "word").collect(Collectors.joining(" "));
    var answer =
        haiku.converse(
            "Hi",
            ",\"system\":[{\"text\":\"%s\"},{\"cachePoint\":{\"type\":\"default\",\"ttl\":\"1h\"}}]"
                .formatted(words));
    if (!answer.isOk()) {
      return Reply.open(answer.error());
    }
    var usage = answer.json().path("usage");
    var written = usage.path("cacheWriteInputTokens").asLong();
    if (written == 0) {
      return Reply.open("nothing was written to the cache: " + usage);
    }
    var details = usage.path("cacheDetails");
    return Reply.of(details.findValuesAsText("ttl").contains("1h"), written + ": " + details);
  }

  private static long input(AwsAnswer answer) {
    JsonNode usage = answer.json().path("usage");
    return usage.path("inputTokens").asLong();
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
