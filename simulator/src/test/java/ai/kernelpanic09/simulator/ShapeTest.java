package ai.kernelpanic09.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every member is checked, and an error names its path. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ShapeTest {
  private DemoAccount world;
  private Wire wire;

  @BeforeAll
  void start() {
    world = DemoAccount.start();
    wire = Wire.bedrock(world, world.assume("session"));
  }

  @AfterAll
  void stop() {
    world.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{\"messages\":[{\"role\":\"user\"}]} | 'messages.1.member.content' failed to satisfy constraint: Member must not be null",
        "{\"messages\":[{\"role\":\"robot\",\"content\":[{\"text\":\"a\"}]}]} | Member must satisfy enum value set",
        "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"a\",\"image\":{\"format\":\"png\",\"source\":{\"bytes\":\"AAAA\"}}}]}]} | Union must have exactly one member set",
        "{\"messages\":[{\"role\":\"user\",\"content\":[{\"image\":{\"format\":\"bmp\",\"source\":{\"bytes\":\"AAAA\"}}}]}]} | enum value set: [png, jpeg, gif, webp]",
        "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"a\"}]}],\"inferenceConfig\":{\"temperature\":1.5}} | 'inferenceConfig.temperature' failed to satisfy constraint: Member must have value less than or equal to 1",
        "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"a\"}]}],\"inferenceConfig\":{\"maxTokens\":0}} | greater than or equal to 1",
        "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"a\"}]}],\"inferenceConfig\":{\"maxTokens\":10001}} | exceeds the model limit of 10000",
        "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"a\"}]}],\"max_tokens\":5} | Unknown member",
        "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"a\"}]}],\"requestMetadata\":{\"k\":\"a*b\"}} | regular expression pattern",
        "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"a\"}]}],\"serviceTier\":{\"type\":\"priority\"}} | service tier",
        "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"a\"}]}],\"performanceConfig\":{\"latency\":\"optimized\"}} | Latency performance configuration is not supported",
        "{\"messages\":[]} | messages field is empty",
        "{\"messages\":[{\"role\":\"assistant\",\"content\":[{\"text\":\"a\"}]}]} | must start with a user message",
        "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"a\"}]},{\"role\":\"user\",\"content\":[{\"text\":\"a\"}]}]} | must alternate",
        "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\" \"}]}]} | is blank",
        "{\"messages\":[{\"role\":\"user\",\"content\":[]}]} | is empty",
        "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"a\"}]}],\"toolConfig\":{\"tools\":[]}} | 'toolConfig.tools' failed",
        "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"a\"},{\"cachePoint\":{\"type\":\"default\"}}]}]} | prompt caching",
        "{\"messages\":7} | Unexpected type at messages",
        "not json | not a JSON object",
      })
  void isRefusedWithItsPath(String body, String message) {
    var response = wire.post("/model/amazon.nova-micro-v1%3A0/converse", body);
    assertThat(response.statusCode()).isBetween(400, 403);
    assertThat(Wire.text(response)).contains(message);
    assertThat(world.simulator().bill().total().billedNanoDollars()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "eu.anthropic.claude-haiku-4-5-20251001-v1%3A0",
    "no.such-model-v1%3A0",
    "anthropic.claude-3-opus",
    "arn%3Aaws%3Abedrock%3Aeu-west-1%3A%3Afoundation-model%2Famazon.nova-micro-v1%3A0",
  })
  void aModelOfAnotherGeographyIsNoModelHere(String id) {
    var response =
        wire.post(
            "/model/" + id + "/converse",
            "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"a\"}]}]}");
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(Wire.text(response)).contains("The provided model identifier is invalid.");
  }
}
