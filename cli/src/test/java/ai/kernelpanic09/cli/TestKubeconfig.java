package ai.kernelpanic09.cli;

import ai.kernelpanic09.api.testing.ApiServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** An administrator's kubeconfig: its context {@code work} names a namespace, the current not. */
public final class TestKubeconfig {

  /** Writes it into the folder. */
  public static Path write(Path folder, ApiServer server, String namespace) throws IOException {
    var config = server.adminConfig();
    return Files.writeString(
        folder.resolve("kubeconfig"),
        """
        apiVersion: v1
        kind: Config
        current-context: test
        clusters:
        - {name: test, cluster: {server: "%s", certificate-authority: "%s"}}
        users:
        - {name: admin, user: {token: "%s"}}
        contexts:
        - {name: test, context: {cluster: test, user: admin}}
        - {name: work, context: {cluster: test, user: admin, namespace: %s}}
        """
            .formatted(
                config.getMasterUrl(), config.getCaCertFile(), config.getOauthToken(), namespace));
  }

  private TestKubeconfig() {}
}
