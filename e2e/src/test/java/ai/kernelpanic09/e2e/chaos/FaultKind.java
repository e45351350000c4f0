package ai.kernelpanic09.e2e.chaos;

/** The kinds of faults that are injected into a running system. */
public enum FaultKind {
  LEADER_KILLED("leading operator killed", 1),
  STANDBY_KILLED("standby operator killed", 1),
  SIDECAR_KILLED("sidecar killed", 3),
  APP_POD_DELETED("app pod deleted without grace", 1),
  GATEWAY_KILLED("gateway killed", 1),
  GATEWAY_POD_DELETED("gateway pod deleted without grace", 1),
  API_SERVER_KILLED("API server killed, down for seconds", 1),
  ETCD_PAUSED("etcd paused for seconds", 1),
  REQUESTS_LOST("requests of a sidecar to the operator lost", 2),
  ANSWERS_LOST("answers of the operator to a sidecar lost", 2),
  BUDGET_RAISED("budget raised", 4),
  BUDGET_LOWERED("budget lowered", 1),
  BUDGET_BELOW_USED("budget lowered below what is used", 1);

  private final String title;
  private final int cards;

  FaultKind(String title, int cards) {
    this.title = title;
    this.cards = cards;
  }

  String title() {
    return title;
  }

  /** Number of a deck's faults that are of this kind. */
  int cards() {
    return cards;
  }
}
