package ai.kernelpanic09.local.desk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kernelpanic09.core.endpoint.GuardrailUse;
import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.local.aws.AwsCalls;
import ai.kernelpanic09.local.aws.AwsException;
import ai.kernelpanic09.local.aws.EndpointCredentials;
import ai.kernelpanic09.local.aws.OwnIdentity;
import ai.kernelpanic09.local.manifest.ManifestFolder;
import ai.kernelpanic09.local.manifest.ManifestReader;
import ai.kernelpanic09.local.schema.Crd;
import ai.kernelpanic09.local.schema.EmbeddedCrds;
import ai.kernelpanic09.simulator.Simulator;
import ai.kernelpanic09.simulator.SimulatorConfig;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrock.BedrockClient;
import software.amazon.awssdk.services.bedrock.model.GuardrailWordConfig;

/** The guardrail that local mode keeps for the quickstart's policy in an account. */
class LocalGuardrailsTest {

  private static final List<Crd> CRDS = EmbeddedCrds.load();

  @TempDir Path directory;
  private final Simulator aws = Simulator.start(SimulatorConfig.defaults());

  @BeforeEach
  void setUp() throws IOException {
    aws.demo();
    Files.copy(Path.of("../examples/quickstart.yaml"), directory.resolve("quickstart.yaml"));
  }

  @AfterEach
  void stop() {
    aws.close();
  }

  private static StaticCredentialsProvider keys(String key, String secret) {
    return StaticCredentialsProvider.create(AwsBasicCredentials.create(key, secret));
  }

  private GuardrailUse serve() throws IOException {
    var calls = new AwsCalls(aws.url());
    var own = new OwnIdentity(keys("AKIADEMODEMODEMODEMO", "demo-secret-of-the-simulator"));
    var state = directory.resolve("state");
    var operator =
        new LocalOperator(
            state,
            calls,
            new EndpointCredentials(own, calls, InstantSource.system(), true),
            aws.url());
    operator.serve(new ManifestReader(CRDS, "").read(ManifestFolder.read(directory, state)));
    return Objects.requireNonNull(
        operator.desk().ledgers().keySet().iterator().next().limits().guardrail());
  }

  private void edit(String from, String to) throws IOException {
    var manifest = directory.resolve("quickstart.yaml");
    Files.writeString(manifest, Files.readString(manifest).replaceFirst(from, to));
  }

  @Test
  void aGuardrailIsMadeOnceAndGetsAVersionForEachChangeOnly() throws IOException {
    var first = serve();
    assertThat(serve()).isEqualTo(first);
    edit("inputStrength: HIGH", "inputStrength: LOW");
    var second = serve();
    assertThat(second.id()).isEqualTo(first.id());
    assertThat(Integer.parseInt(second.version())).isEqualTo(Integer.parseInt(first.version()) + 1);
  }

  @Test
  void aGuardrailHasAllThatItsPolicySays() throws IOException {
    var reasoning =
        "arn:aws:bedrock:us-east-1:123456789012:automated-reasoning-policy/abcdefghij12";
    edit(
        "  contentPolicy:\n",
        """
          crossRegionConfig: {guardrailProfileIdentifier: 'us.guardrail.v1:0'}
          automatedReasoningPolicy: {policies: ['%s'], confidenceThreshold: 0.8}
          contentPolicy:
            tier: {tierName: STANDARD}
        """
            .formatted(reasoning));
    assertThat(serve().price().automatedReasoning()).isEqualTo(Money.parse("0.17"));
    assertThat(aws.control("GET", "guardrails", ""))
        .contains(
            "\"guardrailProfileIdentifier\":\"us.guardrail.v1:0\"",
            "\"tierName\":\"STANDARD\"",
            "\"policies\":[\"" + reasoning + "\"]",
            "\"confidenceThreshold\":0.8");
  }

  @Test
  void aGuardrailThatSomebodyElseMadeIsNotTouched() {
    aws.control(
        "POST",
        "users",
        """
        {"arn":"arn:aws:iam::123456789012:user/other","accessKeyId":"AKIAOTHER00000000000",
        "secretAccessKey":"other-secret","policies":[{"Version":"2012-10-17","Statement":[{
        "Effect":"Allow","Action":"bedrock:*","Resource":"*"}]}]}\
        """);
    try (var bedrock =
        BedrockClient.builder()
            .region(Region.US_EAST_1)
            .endpointOverride(URI.create(aws.url()))
            .credentialsProvider(keys("AKIAOTHER00000000000", "other-secret"))
            .build()) {
      var word = GuardrailWordConfig.builder().text("w").build();
      bedrock.createGuardrail(
          r ->
              r.name("pii-and-safety-local")
                  .blockedInputMessaging("theirs")
                  .blockedOutputsMessaging("theirs")
                  .wordPolicyConfig(words -> words.wordsConfig(List.of(word))));
      assertThatThrownBy(this::serve)
          .isInstanceOf(AwsException.class)
          .hasMessageContaining("local mode did not make");
    }
  }
}
