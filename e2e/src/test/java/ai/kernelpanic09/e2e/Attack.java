package ai.kernelpanic09.e2e;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What pods of a hostile namespace do, as the function of the same name in attack.sh. */
enum Attack {
  /** Of the control API: tokens that prove nothing, large bodies, connections. */
  CONTROL(4, "the control API (9444)"),
  /** Of the webhook, past the API server: reviews, large ones, connections. */
  ADMISSION(4, "admission (9443), past the API server"),
  /** Of the API server, which asks the webhook: pods, annotations and templates. */
  OBJECTS(4, "pods, annotations and templates, by the API server"),
  /** Of the gateway: endpoints and templates of its own, of others and of nobody. */
  GATEWAY(5, "the gateway (8090)"),
  /** Of their own sidecars, and of the others' ports for metrics. */
  SIDECARS(3, "sidecars: its own, and the neighbour's metrics (18090)");

  private final int pods;
  private final String target;

  Attack(int pods, String target) {
    this.pods = pods;
    this.target = target;
  }

  /** Those that {@code -Dneighbour.attacks} names, by comma; all without it. */
  static List<Attack> chosen() {
    var names = System.getProperty("neighbour.attacks", "");
    return names.isEmpty()
        ? List.of(values())
        : Arrays.stream(names.split(",", -1))
            .map(name -> valueOf(name.toUpperCase(Locale.ROOT)))
            .toList();
  }

  /** Number of pods. */
  int pods() {
    return pods;
  }

  /** What is attacked, for people. */
  String target() {
    return target;
  }

  String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
