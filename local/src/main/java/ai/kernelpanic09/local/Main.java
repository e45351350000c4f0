package ai.kernelpanic09.local;

import ai.kernelpanic09.local.aws.AwsCalls;
import ai.kernelpanic09.local.manifest.ManifestFolder;
import ai.kernelpanic09.local.manifest.ManifestReader;
import ai.kernelpanic09.local.schema.EmbeddedCrds;
import ai.kernelpanic09.sidecar.ConfigException;
import ai.kernelpanic09.sidecar.PortTakenException;
import java.io.IOException;
import java.util.Map;

/** The program. A problem that keeps it from serving is one sentence and exit code 2. */
public final class Main {

  private static final int CANNOT = 2;

  private Main() {}

  /** Runs the program; {@code --help} lists its arguments. */
  public static void main(String[] arguments) {
    var console = new Console(System.out, System.err);
    try {
      run(LocalOptions.parse(arguments), System.getenv(), console);
    } catch (UsageException | ConfigException | IOException e) {
      console.complain(String.valueOf(e.getMessage()));
      System.exit(CANNOT);
    } catch (PortTakenException e) {
      console.complain(
          e.getMessage()
              + ": end it if it is another k8s-ai local, or choose others with --port N and"
              + " --health-port N");
      System.exit(CANNOT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      System.exit(1);
    }
  }

  private static void run(LocalOptions options, Map<String, String> environment, Console console)
      throws UsageException, IOException, InterruptedException {
    if (options.has("--help")) {
      console.say(LocalOptions.USAGE);
      return;
    }
    if (options.has("--version")) {
      console.say("k8s-ai local " + ai.kernelpanic09.sidecar.Main.version());
      return;
    }
    var reader = new ManifestReader(EmbeddedCrds.load(), options.value("--namespace", ""));
    var folder = ManifestFolder.read(options.manifests(), options.allState());
    var manifests = reader.read(folder);
    console.notice(manifests.notices());
    if (options.has("--check")) {
      console.say(
          "all is right: %d ModelEndpoints, %d GuardrailPolicies, %d PromptTemplates"
              .formatted(
                  manifests.endpoints().size(),
                  manifests.guardrails().size(),
                  manifests.templates().size()));
    } else if (options.has("--clean")) {
      if (options.has("--simulated")) {
        throw new UsageException("--clean is about a real account: leave --simulated out");
      }
      new Cleanup(
              new AwsCalls(
                  AwsAddress.of(environment).services(), AwsAddress.authorities(environment)),
              options.has("--assume-role"),
              console)
          .clean(manifests);
    } else {
      LocalServer.start(options, environment, console).follow(reader, folder, manifests);
    }
  }
}
