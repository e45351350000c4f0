package ai.kernelpanic09.local.desk;

import ai.kernelpanic09.core.desk.DeskEndpoint;
import ai.kernelpanic09.core.desk.LedgerDesk;
import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.protocol.SessionCredentials;
import ai.kernelpanic09.core.spec.ModelEndpointSpec;
import ai.kernelpanic09.local.aws.AwsCalls;
import ai.kernelpanic09.local.aws.AwsException;
import ai.kernelpanic09.local.aws.EndpointCredentials;
import ai.kernelpanic09.local.manifest.ManifestSet;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Turns manifests into served endpoints, as the operator does in a cluster. */
public final class LocalOperator {

  private final EndpointCredentials credentials;
  private final EndpointResolution resolution;
  private final LedgerDesk desk;
  private final LocalPrompts prompts;
  private volatile Map<EndpointName, ModelEndpointSpec> served = Map.of();

  /**
   * Opens the ledgers; nothing is served yet.
   *
   * @param state folder for ledgers and revisions
   * @param runtimeUrl base URL of Bedrock's runtime; null for AWS's own
   * @throws IOException when the folder can't be used
   */
  public LocalOperator(
      Path state, AwsCalls aws, EndpointCredentials credentials, @Nullable String runtimeUrl)
      throws IOException {
    this.credentials = credentials;
    resolution = new EndpointResolution(aws, credentials, runtimeUrl);
    prompts = new LocalPrompts(state.resolve("prompts"));
    desk =
        new LedgerDesk(
            List.of(),
            new FileLedgers(state.resolve("ledger")),
            this::session,
            InstantSource.system());
  }

  /**
   * Serves these manifests, and no others, from now on. Spend is kept. Blocks while it asks AWS.
   *
   * @throws IOException when an object can't be served; the message names it, and the earlier
   *     manifests stay in force
   */
  public void serve(ManifestSet manifests) throws IOException {
    var resolved = new ArrayList<DeskEndpoint>();
    for (var each : manifests.endpoints().entrySet()) {
      resolved.add(resolution.resolve(each.getKey(), each.getValue(), manifests.guardrails()));
    }
    prompts.replace(manifests.templates());
    var before = served;
    served = Map.copyOf(manifests.endpoints());
    try {
      desk.replace(resolved);
    } catch (IOException e) {
      served = before;
      throw e;
    }
  }

  /** The names that are served. */
  public Set<EndpointName> names() {
    return served.keySet();
  }

  /** The desk with the served endpoints and their ledgers. */
  public LedgerDesk desk() {
    return desk;
  }

  /** The control API of this operator. */
  public DeskControl control(Vertx vertx) {
    return new DeskControl(vertx, desk, prompts);
  }

  private SessionCredentials session(EndpointName name) {
    var spec = served.get(name);
    if (spec == null) {
      throw new IllegalStateException("there is no endpoint " + name);
    }
    try {
      return credentials.of(name, spec.irsaRoleArn(), spec.region());
    } catch (AwsException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }
}
