package ai.kernelpanic09.local;

import ai.kernelpanic09.core.spec.ModelEndpointSpec;
import ai.kernelpanic09.local.aws.OwnIdentity;
import ai.kernelpanic09.local.manifest.ManifestSet;
import ai.kernelpanic09.simulator.Simulator;
import ai.kernelpanic09.simulator.SimulatorConfig;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** A simulated AWS in this process, with a developer in it, and the roles that manifests name. */
final class SimulatedAccount {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ACCOUNT = "123456789012";
  private static final String KEY = "AKIASIMULATEDLOCAL00";
  private static final String SECRET = "secret-of-the-simulated-developer";

  private final Simulator simulator;

  private SimulatedAccount(Simulator simulator) {
    this.simulator = simulator;
  }

  /** Starts the simulator on a free port of the loopback. */
  static SimulatedAccount start() {
    var simulated = new SimulatedAccount(Simulator.start(SimulatorConfig.defaults().withPort(0)));
    var user = JSON.createObjectNode();
    user.put("arn", "arn:aws:iam::" + ACCOUNT + ":user/developer");
    user.put("accessKeyId", KEY).put("secretAccessKey", SECRET);
    user.putArray("policies").add(allowing("*"));
    simulated.simulator.control("POST", "users", user.toString());
    return simulated;
  }

  String url() {
    return simulator.url();
  }

  static OwnIdentity developer() {
    return new OwnIdentity(
        StaticCredentialsProvider.create(AwsBasicCredentials.create(KEY, SECRET)));
  }

  /**
   * Creates the endpoints' roles, which the developer may assume, and which allow all of Bedrock.
   */
  void know(ManifestSet manifests) {
    manifests.endpoints().values().stream()
        .map(ModelEndpointSpec::irsaRoleArn)
        .distinct()
        .forEach(this::makeRole);
  }

  private void makeRole(String arn) {
    var role = JSON.createObjectNode().put("arn", arn);
    var trust = statement("sts:AssumeRole");
    trust.putObject("Principal").put("AWS", "arn:aws:iam::" + ACCOUNT + ":root");
    role.set("trustPolicy", policy(trust));
    role.putArray("policies").add(allowing("bedrock:*"));
    simulator.control("POST", "roles", role.toString());
  }

  private static JsonNode allowing(String action) {
    return policy(statement(action).put("Resource", "*"));
  }

  private static ObjectNode statement(String action) {
    return JSON.createObjectNode().put("Effect", "Allow").put("Action", action);
  }

  private static JsonNode policy(JsonNode statement) {
    var policy = JSON.createObjectNode().put("Version", "2012-10-17");
    policy.putArray("Statement").add(statement);
    return policy;
  }
}
