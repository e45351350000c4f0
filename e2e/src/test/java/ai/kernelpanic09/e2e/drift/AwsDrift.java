package ai.kernelpanic09.e2e.drift;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Compares what this project stands on with the newest service models of botocore and the newest
 * AWS SDK for Java. It prints the differences and ends with 0; with 1 if it could not compare.
 */
final class AwsDrift {

  /** Operations of the control plane that concern what we do; the others are of other trades. */
  private static final Pattern OURS =
      Pattern.compile(
          ".*(Guardrail|InferenceProfile|FoundationModel|TagResource|TagsForResource).*",
          Pattern.CASE_INSENSITIVE);

  private static final Set<String> PERMISSIONS_ONLY =
      Set.of("InvokeAutomatedReasoningPolicy", "TagSession", "SetSourceIdentity");

  private final Held held;

  AwsDrift(Held held) {
    this.held = held;
  }

  /**
   * The command.
   *
   * @param arguments the project's folder, a wheel of botocore, and modules of the SDK: those in
   *     use, then {@code --newest} and the newest
   */
  public static void main(String[] arguments) {
    try {
      System.out.print(run(List.of(arguments)));
    } catch (IOException | IllegalArgumentException e) {
      System.err.println("aws-drift: can't compare: " + e.getMessage());
      System.exit(1);
    }
  }

  private static String run(List<String> arguments) throws IOException {
    var newest = arguments.indexOf("--newest");
    if (newest < 3) {
      throw new IllegalArgumentException("PROJECT BOTOCORE SDK… --newest SDK…");
    }
    var drift = new AwsDrift(new Held(Path.of(arguments.getFirst())));
    var used = jars(arguments.subList(2, newest));
    var later = jars(arguments.subList(newest + 1, arguments.size()));
    try (var botocore = new Botocore(Path.of(arguments.get(1)))) {
      var differences = new ArrayList<Difference>();
      differences.addAll(drift.service("bedrock-runtime", botocore.service("bedrock-runtime")));
      differences.addAll(drift.service("bedrock", botocore.service("bedrock")));
      differences.addAll(drift.service("sts", botocore.service("sts")));
      differences.addAll(sdk(used, later));
      return "botocore %s; AWS SDK for Java %s, of which %s is in use\n\n"
              .formatted(botocore.version(), later.getFirst().version(), used.getFirst().version())
          + DriftReport.of(differences, Left.read(drift.held.left()));
    }
  }

  private static List<SdkJar> jars(List<String> files) throws IOException {
    var jars = new ArrayList<SdkJar>();
    for (var file : files) {
      if (!Files.isRegularFile(Path.of(file))) {
        throw new IOException(file + " is not there");
      }
      jars.add(SdkJar.of(Path.of(file)));
    }
    if (jars.isEmpty()) {
      throw new IllegalArgumentException("no module of the AWS SDK for Java");
    }
    return jars;
  }

  /** The differences of one service. */
  List<Difference> service(String service, ServiceModel model) throws IOException {
    var shapes = held.shapes(service);
    var operations = HeldShapes.names(shapes, "operations");
    var near = near(service, model);
    near.addAll(operations);
    var differences =
        new ArrayList<>(
            Difference.between(
                service,
                HeldShapes.of(shapes),
                model.facts(near, HeldShapes.names(shapes, "structures"))));
    var permitted = new TreeSet<>(held.actions(service.equals("sts") ? "sts" : "bedrock"));
    differences.addAll(permitted(service, permitted, model));
    if (service.equals("bedrock-runtime")) {
      var errors = model.errors(operations);
      errors.removeAll(held.errors());
      differences.addAll(Difference.between(service, new Facts(), named("error", errors)));
    }
    return differences;
  }

  /** The operations of a service that may concern us. */
  private static Set<String> near(String service, ServiceModel model) {
    var near = model.operations();
    if (service.equals("bedrock")) {
      near.removeIf(each -> !OURS.matcher(each).matches());
    }
    return near;
  }

  /** Permissions of our policies for operations that are gone. */
  private static List<Difference> permitted(
      String service, Set<String> permitted, ServiceModel model) {
    var gone = new ArrayList<Difference>();
    if (!service.equals("bedrock-runtime")) {
      permitted.removeIf(each -> runtimes(each) && service.equals("bedrock"));
      for (var each : permitted) {
        if (!model.operations().contains(each) && !PERMISSIONS_ONLY.contains(each)) {
          gone.add(new Difference(service, "permission " + each, "yes", ""));
        }
      }
    }
    return gone;
  }

  /** Whether a permission is one of the runtime, which shares its prefix with the control plane. */
  private static boolean runtimes(String action) {
    return action.startsWith("InvokeModel")
        || Set.of("CountTokens", "ApplyGuardrail").contains(action);
  }

  private static List<Difference> sdk(List<SdkJar> used, List<SdkJar> later) throws IOException {
    var differences = new ArrayList<Difference>();
    for (var jar : used) {
      for (var other : later) {
        if (jar.module().equals(other.module())) {
          differences.addAll(
              Difference.between("SDK " + jar.module(), jar.operations(), other.operations()));
        }
      }
    }
    return differences;
  }

  private static Facts named(String kind, Set<String> names) {
    var facts = new Facts();
    facts.all(kind, names);
    return facts;
  }
}
