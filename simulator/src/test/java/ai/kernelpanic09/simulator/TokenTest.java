package ai.kernelpanic09.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.document.Document;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseRequest;
import software.amazon.awssdk.services.bedrockruntime.model.Message;
import software.amazon.awssdk.services.bedrockruntime.model.ToolInputSchema;

/** How input tokens are counted. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("unchecked") // the SDK takes consumers of builders as varargs
class TokenTest {
  private static final String HAIKU = "us.anthropic.claude-haiku-4-5-20251001-v1:0";
  private static final String OPUS = "us.anthropic.claude-opus-4-7";

  private DemoAccount world;
  private BedrockRuntimeClient runtime;

  @BeforeAll
  void start() {
    world = DemoAccount.start();
    runtime = world.runtime(world.assume("session"));
  }

  @AfterEach
  void forget() {
    world.simulator().control("POST", "reset", "{\"what\":[\"tokens\"]}");
  }

  @AfterAll
  void stop() {
    runtime.close();
    world.close();
  }

  @Test
  void aCharacterOfCompatibilityIsMoreTokensThanBytes() {
    var text = "\uFDFA".repeat(100);
    long bytes = text.getBytes(StandardCharsets.UTF_8).length;
    assertThat(tokens(HAIKU, ContentBlock.fromText(text))).isGreaterThan(bytes);
    tokens("{\"bytesPerToken\":1}");
    assertThat(tokens(HAIKU, ContentBlock.fromText(text))).isEqualTo(100 * 33);
    tokens("{\"normalized\":false}");
    assertThat(tokens(HAIKU, ContentBlock.fromText(text))).isLessThan(bytes);
  }

  @ParameterizedTest
  @CsvSource({"750, 100, 100", "10, 10, 1", "4000, 4000, 1600"})
  void anImageCountsByItsPixels(int width, int height, long expected) throws IOException {
    for (var format : List.of("png", "jpeg", "gif")) {
      assertThat(tokens(HAIKU, image(format, drawn(format, width, height))))
          .as(format)
          .isEqualTo(expected);
    }
    var png = drawn("png", width, height);
    tokens("{\"mediaAsText\":true}");
    assertThat(tokens(HAIKU, image(png))).isGreaterThan(png.length / 4);
  }

  @ParameterizedTest
  @CsvSource({
    // 750 by 100 pixels, in the three forms of WebP
    "VP8, 00000000 000000 9d012a ee02 6400",
    "VP8L, 00000000 2f edc21800",
    "VP8X, 00000000 00000000 ed0200 630000",
  })
  void aWebpHasItsSizeInOneOfThreePlaces(String form, String head) {
    var bytes = new ByteArrayOutputStream();
    bytes.writeBytes("RIFF0000WEBP".getBytes(StandardCharsets.US_ASCII));
    bytes.writeBytes((form + "    ").substring(0, 4).getBytes(StandardCharsets.US_ASCII));
    bytes.writeBytes(HexFormat.of().parseHex(head.replace(" ", "")));
    assertThat(tokens(HAIKU, image("webp", bytes.toByteArray()))).isEqualTo(100);
  }

  @Test
  void anImageThatCannotBeReadCountsAsALargeOne() {
    assertThat(tokens(HAIKU, image(new byte[] {1, 2, 3}))).isEqualTo(1600);
  }

  @Test
  void aDocumentCountsByItsTextOrItsPages() {
    assertThat(tokens(HAIKU, document("txt", "word ".repeat(400)))).isEqualTo(2000 / 4 + 8);
    assertThat(tokens(HAIKU, document("pdf", "<< /Type /Page >> << /Type /Pages >> /Type /Page")))
        .isEqualTo(6_000);
  }

  @ParameterizedTest
  @CsvSource({HAIKU + ", 346, 313", OPUS + ", 675, 804"})
  void toolsBringAPromptOfTheirOwn(String model, long auto, long forced) {
    long free = ask(model, TokenTest::tool, "{\"hiddenPrompts\":false}");
    assertThat(ask(model, TokenTest::tool, "{}") - free).isEqualTo(auto);
    assertThat(
            ask(
                    model,
                    r -> {
                      tool(r);
                      r.toolConfig(
                          r.build().toolConfig().toBuilder()
                              .toolChoice(c -> c.any(a -> {}))
                              .build());
                    },
                    "{}")
                - free)
        .isEqualTo(forced);
  }

  @Test
  void messagesCanHaveAFrameOfTheirOwn() {
    long plain = ask(HAIKU, r -> {}, "{}");
    assertThat(ask(HAIKU, r -> {}, "{\"tokensPerMessage\":64}") - plain).isEqualTo(64);
  }

  @Test
  void whatIsCountedIsWhatCountTokensTells() {
    var counted =
        runtime
            .countTokens(
                r ->
                    r.modelId(HAIKU)
                        .input(i -> i.converse(c -> c.messages(user(image(new byte[] {1, 2}))))))
            .inputTokens();
    assertThat(counted).isEqualTo(1600);
  }

  private void tokens(String settings) {
    world.simulator().control("POST", "tokens", settings);
  }

  private long ask(String model, Consumer<ConverseRequest.Builder> more, String settings) {
    tokens(settings);
    return runtime
        .converse(
            r -> {
              r.modelId(model).messages(DemoAccount.user("Hello"));
              more.accept(r);
            })
        .usage()
        .inputTokens();
  }

  private long tokens(String model, ContentBlock block) {
    return runtime.converse(r -> r.modelId(model).messages(user(block))).usage().inputTokens();
  }

  private static Message user(ContentBlock block) {
    return Message.builder().role("user").content(List.of(block)).build();
  }

  private static void tool(ConverseRequest.Builder request) {
    var schema =
        ToolInputSchema.fromJson(Document.mapBuilder().putString("type", "object").build());
    request.toolConfig(c -> c.tools(t -> t.toolSpec(s -> s.name("clock").inputSchema(schema))));
  }

  private static ContentBlock image(byte[] content) {
    return image("png", content);
  }

  private static ContentBlock image(String format, byte[] content) {
    return ContentBlock.fromImage(
        i -> i.format(format).source(s -> s.bytes(SdkBytes.fromByteArray(content))));
  }

  private static ContentBlock document(String format, String content) {
    return ContentBlock.fromDocument(
        d -> d.name("paper").format(format).source(s -> s.bytes(SdkBytes.fromUtf8String(content))));
  }

  private static byte[] drawn(String format, int width, int height) throws IOException {
    var image = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY), format, image);
    return image.toByteArray();
  }
}
