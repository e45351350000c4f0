package ai.kernelpanic09.core.endpoint;

/** A sidecar's ports and its limit for bodies where no setting says otherwise. */
public final class SidecarDefaults {

  /** Port of the model API, the one that apps call. */
  public static final int MODEL_API_PORT = 8090;

  /** Port of health and metrics. */
  public static final int HEALTH_PORT = 18090;

  /** Largest request body that is accepted, in bytes. */
  public static final int MAX_BODY_BYTES = 6_291_456;

  private SidecarDefaults() {}
}
