package ai.kernelpanic09.api;

/**
 * The labels and annotations that people write, and those that the webhook and the operator write.
 */
public final class Keys {

  /** API group, and prefix of every key. */
  public static final String GROUP = "ai.kernelpanic09.io";

  public static final String VERSION = "v1alpha1";

  private static final String PREFIX = GROUP + "/";

  /** Pod label: {@code NAME} of an endpoint in the pod's namespace, or {@code NAMESPACE.NAME}. */
  public static final String MODEL_ENDPOINT = PREFIX + "model-endpoint";

  /** Pod annotation: comma list of further endpoints, each as in {@link #MODEL_ENDPOINT}. */
  public static final String ADDITIONAL_MODEL_ENDPOINTS = PREFIX + "additional-model-endpoints";

  /** Pod annotation: {@code auto} (default), {@code native} or {@code container}. */
  public static final String SIDECAR_MODE = PREFIX + "sidecar-mode";

  /**
   * Pod annotation: {@code auto} (default), {@code off}, {@code force} or {@code aws-credentials}.
   */
  public static final String SDK_ENV = PREFIX + "sdk-env";

  public static final String SIDECAR_CPU_REQUEST = PREFIX + "sidecar-cpu-request";
  public static final String SIDECAR_MEMORY_REQUEST = PREFIX + "sidecar-memory-request";
  public static final String SIDECAR_MEMORY_LIMIT = PREFIX + "sidecar-memory-limit";
  public static final String SIDECAR_LOG_LEVEL = PREFIX + "sidecar-log-level";

  /**
   * Pod annotation set by the webhook: JSON with the added parts, the rendering's hash and version.
   */
  public static final String SIDECAR_STATUS = PREFIX + "sidecar-status";

  /**
   * Pod annotation set by the webhook: HMAC over namespace, ServiceAccount, name, time and rendered
   * sidecar.
   */
  public static final String SIDECAR_PROOF = PREFIX + "sidecar-proof";

  /** Namespace annotation: comma list of role ARNs, or prefixes of them ending with {@code *}. */
  public static final String ALLOWED_ROLE_ARNS = PREFIX + "allowed-role-arns";

  /** Label of a ControllerRevision: name of the PromptTemplate that it is a revision of. */
  public static final String PROMPT_TEMPLATE = PREFIX + "prompt-template";

  /** Annotation of a ControllerRevision: hash of its prompt. */
  public static final String PROMPT_HASH = PREFIX + "prompt-hash";

  /** Annotation of a ControllerRevision: field manager that made the change. */
  public static final String PROMPT_AUTHOR = PREFIX + "prompt-author";

  /** Annotation of a ControllerRevision: when the change was made. */
  public static final String PROMPT_CHANGED_AT = PREFIX + "prompt-changed-at";

  /** ModelEndpoint annotation: JSON of an order to reset a budget, see {@link BudgetReset}. */
  public static final String BUDGET_RESET = PREFIX + "budget-reset";

  /**
   * ModelEndpoint annotation: JSON of an order to settle estimates, see {@link BudgetSettlement}.
   */
  public static final String BUDGET_SETTLEMENT = PREFIX + "budget-settlement";

  /** ServiceAccount annotation of IRSA. */
  public static final String EKS_ROLE_ARN = "eks.amazonaws.com/role-arn";

  private Keys() {}
}
