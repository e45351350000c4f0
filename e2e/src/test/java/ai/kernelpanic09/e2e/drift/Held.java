package ai.kernelpanic09.e2e.drift;

import ai.kernelpanic09.sidecar.bedrock.ErrorTable;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** What this project stands on, read from where it stands. */
final class Held {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern ACTION = Pattern.compile("\"(bedrock|sts):([A-Z][A-Za-z]+)\"");

  /** Words of the permissions and keys of policies that are no operations. */
  private static final Set<String> KEYS =
      Set.of("InferenceProfileArn", "GuardrailIdentifier", "RoleSessionName", "ExternalId");

  private final Path project;

  Held(Path project) {
    this.project = project;
  }

  /** The shapes of a service. */
  JsonNode shapes(String service) throws IOException {
    return JSON.readTree(
        project
            .resolve(
                switch (service) {
                  case "bedrock-runtime" -> ofSimulator("runtime.json");
                  case "bedrock" -> ofSimulator("control.json");
                  default -> "e2e/src/test/resources/aws-drift-sts.json";
                })
            .toFile());
  }

  private static String ofSimulator(String file) {
    return "simulator/src/main/resources/ai/kernelpanic09/simulator/shape/" + file;
  }

  List<String> left() throws IOException {
    return Files.readAllLines(project.resolve("e2e/src/test/resources/aws-drift.tsv"));
  }

  /** The names of errors that the proxy tells apart, and those that it knows by their status. */
  Set<String> errors() {
    var errors = new TreeSet<String>();
    for (var row : ErrorTable.rows()) {
      if (row.type().endsWith("Exception")) {
        errors.add(row.type());
      }
    }
    return errors;
  }

  /** The operations of a service that policies of ours allow, in sessions and for users. */
  Set<String> actions(String service) throws IOException {
    var actions = new TreeSet<String>();
    var sources =
        List.of(
            "operator/src/main/java/ai/kernelpanic09/operator/credentials/SessionPolicy.java",
            "examples/iam/operator-policy.json",
            "examples/iam/invoker-policy.json",
            "examples/iam/invoker-trust-tagged.json");
    for (var source : sources) {
      var found = ACTION.matcher(Files.readString(project.resolve(source)));
      while (found.find()) {
        if (found.group(1).equals(service) && !KEYS.contains(found.group(2))) {
          actions.add(found.group(2));
        }
      }
    }
    return actions;
  }
}
