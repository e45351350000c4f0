package ai.kernelpanic09.e2e.sdk;

import ai.kernelpanic09.webhook.inject.InjectConfig;
import ai.kernelpanic09.webhook.inject.InjectionResult.Patched;
import ai.kernelpanic09.webhook.inject.Injector;
import ai.kernelpanic09.webhook.inject.PodAdmission;
import ai.kernelpanic09.webhook.testing.EveryEndpoint;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** A labelled pod, as the webhook changes it. */
public final class InjectedPod {

  private InjectedPod() {}

  /**
   * The environment of its app.
   *
   * @param own the app's own variables, as an array of YAML; empty for none
   */
  public static Map<String, String> environment(String own) throws IOException {
    var pod =
        new YAMLMapper()
            .readTree(
                """
                metadata:
                  name: app
                  labels: {ai.kernelpanic09.io/model-endpoint: claude-haiku}
                spec:
                  containers:
                    - name: app
                      image: app
                      env:
                """
                    + (own.isEmpty() ? "[]" : own).indent(8));
    var result =
        (Patched)
            Injector.inject(
                PodAdmission.creation(pod, "ai-workloads"),
                InjectConfig.defaults("k8s-ai-sidecar:dev", "dev"),
                new EveryEndpoint());
    var environment = new HashMap<String, String>();
    for (var variable : result.pod().path("spec").path("containers").path(0).path("env")) {
      environment.put(variable.path("name").asText(), variable.path("value").asText());
    }
    return environment;
  }
}
