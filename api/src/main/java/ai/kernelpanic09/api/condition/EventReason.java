package ai.kernelpanic09.api.condition;

/**
 * Reasons of Events that are not about a condition. An Event about a condition that has changed
 * carries the condition's own reason.
 */
public enum EventReason implements DocumentedReason {
  BUDGET_THRESHOLD_REACHED(
      "BudgetThresholdReached",
      About.ENDPOINT,
      "50, 80 or 100 per cent of a day's or month's budget are spent; a warning from 80 on.",
      "Raise the budget if it is meant to last longer."),
  BUDGET_RESET(
      "BudgetReset",
      About.ENDPOINT,
      "Dollars no longer count against a budget; the message names whose order it was, and why.",
      "Nothing, if the order is known."),
  ESTIMATES_SETTLED(
      "EstimatesSettled",
      About.ENDPOINT,
      "The true cost of calls counts in place of what was booked for them; the message names whose"
          + " order it was, and why.",
      "Nothing, if the order is known."),
  SETTLEMENT_REFUSED(
      "SettlementRefused",
      About.ENDPOINT,
      "An order to settle estimates can't be true of its day, or its day is closed; the message"
          + " names whose order it was. Nothing has changed.",
      "Give all logs of the day to `k8s-ai bill compare --settle`, when all pods have reported."),
  DOLLARS_WRITTEN_OFF(
      "DollarsWrittenOff",
      About.ENDPOINT,
      "Dollars that were lent to lost pods were never accounted for, and count as spent.",
      "Find out why the pods were lost."),
  BUDGET_OVERRUN(
      "BudgetOverrun",
      About.ENDPOINT,
      "Calls of a pod have cost more than was lent for them; all of it is booked. A worst case is"
          + " too low.",
      "Check `spec.pricing`; report it as a bug."),
  REPORT_REFUSED(
      "ReportRefused",
      About.ENDPOINT,
      "A pod reports more spending than its calls can have cost. Part of it is booked, and nothing"
          + " more is lent to that pod on that day.",
      "Find out what runs in that pod; delete it."),
  LEASE_UNREADABLE(
      "LeaseUnreadable",
      About.ENDPOINT,
      "A line of a holder in the ledger can't be read: it stays, and its dollars count as leased.",
      "Mend the line in the status."),
  STATUS_LINE_DROPPED(
      "StatusLineDropped",
      About.ENDPOINT,
      "A line of the ledger that holds no money can't be read, and was dropped.",
      "Nothing."),

  SERVICE_PUT_RIGHT(
      "ServicePutRight",
      About.ENDPOINT,
      "Somebody changed, replaced or deleted the Service `model-NAME`; it leads to the gateway"
          + " again.",
      "Find out whose change it was, and whether anybody called that Service meanwhile."),

  SIDECAR_MISSED(
      "SidecarMissed",
      "the Pod",
      "The pod carries the label and has no sidecar.",
      "Delete the pod, so that its controller creates a new one."),
  SIDECAR_IMAGE_NOT_BELIEVED(
      "SidecarImageNotBelieved",
      "the Pod",
      "The pod's sidecar runs an image that the operator never injected and no setting names, or"
          + " that a setting denies: its calls are refused.",
      "Restart the workload. If a policy rewrites images, add what it makes of them to"
          + " `K8S_AI_ALLOWED_SIDECAR_IMAGES`."),
  SIDECAR_NOT_INJECTED(
      "SidecarNotInjected",
      "the pod's owner",
      "The webhook refused a pod; the message says why.",
      "Correct the pod's template."),

  CA_REPLACED(
      "CaReplaced",
      "the ConfigMap",
      "Somebody wrote the ConfigMap `k8s-ai-ca`, from which sidecars of earlier versions take the"
          + " CA that they trust; the operator's own is in it again.",
      "Find out whose change it was, and restart workloads whose sidecars are outdated."),

  DRIFTED(
      "Drifted",
      "the GuardrailPolicy",
      "Somebody changed or deleted a guardrail outside of the cluster; it is put right.",
      "Find out whose change it was."),

  REVISION_CREATED(
      "RevisionCreated",
      "the PromptTemplate",
      "The prompt has a new revision; the message names it and its author.",
      "Nothing.");

  private static final class About {
    static final String ENDPOINT = "the ModelEndpoint";
  }

  private final String id;
  private final String about;
  private final String meaning;
  private final String fix;

  EventReason(String id, String about, String meaning, String fix) {
    this.id = id;
    this.about = about;
    this.meaning = meaning;
    this.fix = fix;
  }

  @Override
  public String id() {
    return id;
  }

  /** The Event's involved object, in words. */
  public String about() {
    return about;
  }

  @Override
  public String meaning() {
    return meaning;
  }

  @Override
  public String fix() {
    return fix;
  }

  @Override
  public String toString() {
    return id;
  }
}
