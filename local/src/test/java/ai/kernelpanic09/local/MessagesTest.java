package ai.kernelpanic09.local;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.simulator.Simulator;
import ai.kernelpanic09.simulator.SimulatorConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A problem that keeps the program from serving is told in one sentence with the fix, and gives
 * exit code 2.
 */
class MessagesTest {

  @TempDir Path directory;
  private Path folder = Path.of("");
  private final Simulator aws = Simulator.start(SimulatorConfig.defaults());

  @BeforeEach
  void setUp() throws IOException {
    aws.demo();
    folder = Files.createDirectory(directory.resolve("manifests"));
    Files.copy(Path.of("../examples/quickstart.yaml"), folder.resolve("quickstart.yaml"));
  }

  @AfterEach
  void stop() {
    aws.close();
  }

  private static void refuses(String sentence, Map<String, String> environment, String... arguments)
      throws Exception {
    try (var local = new ProgramRun(environment, arguments)) {
      assertThat(local.exitCode()).as(local.output()).isEqualTo(2);
      var told =
          local.output().lines().filter(line -> !line.startsWith("k8s-ai local: note: ")).toList();
      assertThat(told).singleElement().asString().startsWith("k8s-ai local: ").contains(sentence);
      assertThat(local.output()).doesNotContain("\tat ", "<Error", "xmlns", "Exception:");
    }
  }

  private Map<String, String> keys(String key, String secret) {
    return new HashMap<>(
        Map.of(
            "AWS_ENDPOINT_URL", aws.url(),
            "AWS_ACCESS_KEY_ID", key,
            "AWS_SECRET_ACCESS_KEY", secret));
  }

  private Map<String, String> demo() {
    return keys("AKIADEMODEMODEMODEMO", "demo-secret-of-the-simulator");
  }

  @Test
  void aMissingFolderIsNotMade() throws Exception {
    var missing = directory.resolve("missing");
    refuses("there is no folder " + missing + ": name the one", Map.of(), missing.toString());
    assertThat(missing).doesNotExist();
  }

  @Test
  void aFileIsNoFolder() throws Exception {
    var file = folder.resolve("quickstart.yaml").toString();
    refuses(file + " is a file: name the folder that holds the manifests", Map.of(), file);
  }

  @Test
  void argumentsThatAreNotKnownAreNamed() throws Exception {
    refuses("'--simulate' is not known; see --help", Map.of(), folder.toString(), "--simulate");
    refuses("name the folder that holds the manifests", Map.of());
    refuses(
        "--clean is about a real account", Map.of(), folder.toString(), "--clean", "--simulated");
    refuses("--port needs a value", Map.of(), folder.toString(), "--port");
    for (var option : new String[] {"--port", "--health-port"}) {
      for (var wrong : new String[] {"x", "", "65536"}) {
        refuses(
            option + " is '" + wrong + "', but must be a whole number between 0 and 65535",
            Map.of(),
            folder.toString(),
            "--simulated",
            option + "=" + wrong);
      }
    }
    refuses(
        "--port and --health-port are both 18090, but must differ",
        Map.of(),
        folder.toString(),
        "--port=18090");
    refuses("--state needs a value", Map.of(), folder.toString(), "--state=");
    refuses("K8S_AI_JOURNAL is not known", Map.of("K8S_AI_JOURNAL", "1"), folder.toString());
  }

  @Test
  void stateThatIsNoneIsNamedWithWhatToDo() throws Exception {
    var state = folder.resolve(".k8s-ai").resolve("simulated");
    var dir = folder.toString();
    for (var file :
        new String[] {
          "ledger/ai-workloads_claude-haiku.json", "prompts/ai-workloads_code-review.json"
        }) {
      var path = state.resolve(file);
      Files.createDirectories(path.getParent());
      Files.writeString(path, "{\n\n");
      refuses(path + " ", Map.of(), dir, "--simulated", "--port=0", "--health-port=0");
      Files.delete(path);
    }
  }

  @Test
  void aTakenPortIsNamedWithWhatToDo() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var port = Integer.toString(taken.getLocalPort());
      var sentence =
          "port "
              + port
              + " is taken by another process: end it if it is another k8s-ai local, or choose"
              + " others with --port N and --health-port N";
      var dir = folder.toString();
      refuses(sentence, Map.of(), dir, "--simulated", "--health-port=0", "--port", port);
      refuses(sentence, Map.of(), dir, "--simulated", "--port=0", "--health-port", port);
    }
  }

  @Test
  void theSameFolderIsServedOnce() throws Exception {
    var dir = folder.toString();
    try (var first =
        new ProgramRun(Map.of(), dir, "--simulated", "--port=0", "--health-port=0").started()) {
      refuses(
          "end the other k8s-ai local if one serves this folder",
          Map.of(),
          dir,
          "--simulated",
          "--port=0",
          "--health-port=0");
      assertThat(first.terminate()).isZero();
    }
  }

  @Test
  void anAddressThatIsNoneIsNamed() throws Exception {
    for (var variable : new String[] {"AWS_ENDPOINT_URL", "K8S_AI_BEDROCK_RUNTIME_URL"}) {
      for (var wrong : new String[] {"localhost:4566", "ftp://x", "http://", "http://a b"}) {
        refuses(
            variable + " is '" + wrong + "', but must be an address such as http://localhost:4566",
            Map.of(variable, wrong),
            folder.toString());
      }
    }
  }

  @Test
  void withoutCredentialsItSaysHowToGetSome() throws Exception {
    refuses(
        "there are no AWS credentials: run 'aws configure'",
        Map.of("AWS_ENDPOINT_URL", aws.url()),
        folder.toString());
  }

  @Test
  void anSsoSessionThatIsOverIsToldAsSuch() throws Exception {
    var config = directory.resolve("config");
    Files.writeString(
        config,
        """
        [profile dev]
        sso_session = corp
        sso_account_id = 123456789012
        sso_role_name = developer
        [sso-session corp]
        sso_region = us-east-1
        sso_start_url = https://corp.awsapps.com/start
        """);
    refuses(
        "the SSO session of the AWS profile has expired or was never opened: run 'aws sso login'",
        Map.of(
            "AWS_ENDPOINT_URL", aws.url(),
            "AWS_PROFILE", "dev",
            "AWS_CONFIG_FILE", config.toString(),
            "HOME", directory.toString()),
        folder.toString());
  }

  @Test
  void aProfilesKeysAreFound() throws Exception {
    var credentials = directory.resolve("credentials");
    Files.writeString(
        credentials,
        """
        [dev]
        aws_access_key_id = AKIADEMODEMODEMODEMO
        aws_secret_access_key = demo-secret-of-the-simulator
        """);
    try (var local =
        new ProgramRun(
                Map.of(
                    "AWS_ENDPOINT_URL", aws.url(),
                    "AWS_PROFILE", "dev",
                    "AWS_SHARED_CREDENTIALS_FILE", credentials.toString()),
                folder.toString(),
                "--assume-role",
                "--port=0",
                "--health-port=0")
            .started()) {
      assertThat(local.output()).contains("signed by arn:aws:iam::123456789012:user/demo");
    }
  }

  @Test
  void keysThatAwsDoesNotKnowAreToldAsSuch() throws Exception {
    refuses("AWS does not accept the credentials", keys("AKIANOBODY", "x"), folder.toString());
    refuses(
        "AWS does not accept the credentials",
        keys("AKIADEMODEMODEMODEMO", "wrong"),
        folder.toString());
  }

  @Test
  void aRoleThatCannotBeAssumedIsNamed() throws Exception {
    var manifest = folder.resolve("quickstart.yaml");
    Files.writeString(
        manifest, Files.readString(manifest).replace("role/bedrock-invoker", "role/nobodys"));
    refuses(
        "the role arn:aws:iam::123456789012:role/nobodys can't be assumed",
        demo(),
        folder.toString(),
        "--assume-role");
  }

  @Test
  void anIdentityThatMayNotIsNamedWithWhat() throws Exception {
    // The demo's own user may assume the role, and nothing else.
    refuses("is not authorized to perform: bedrock:", demo(), folder.toString());
  }

  @Test
  void anAwsThatDoesNotAnswerIsNamed() throws Exception {
    var nobody = demo();
    nobody.put("AWS_ENDPOINT_URL", "http://127.0.0.1:1");
    refuses("no answer of http://127.0.0.1:1", nobody, folder.toString());
  }

  @Test
  void checkingSaysWhatIsThereOrWrong() throws Exception {
    try (var right = new ProgramRun(Map.of(), folder.toString(), "--check")) {
      assertThat(right.exitCode()).as(right.output()).isZero();
      assertThat(right.output())
          .contains("all is right: 1 ModelEndpoints, 1 GuardrailPolicies, 1 PromptTemplates");
    }
    var manifest = folder.resolve("quickstart.yaml");
    Files.writeString(manifest, Files.readString(manifest).replace("costBudget:", "costBudgets:"));
    refuses(
        "quickstart.yaml: ModelEndpoint ai-workloads/claude-haiku: spec.costBudgets: is no field",
        Map.of(),
        folder.toString(),
        "--check");
    assertThat(folder.resolve(".k8s-ai")).doesNotExist();
  }

  @Test
  void helpAndVersionAreNoErrors() throws Exception {
    for (var argument : new String[] {"--help", "--version"}) {
      try (var local = new ProgramRun(Map.of(), argument)) {
        assertThat(local.exitCode()).isZero();
        assertThat(local.output()).contains("k8s-ai local");
      }
    }
  }
}
