package ai.kernelpanic09.api.condition;

import static ai.kernelpanic09.api.condition.ConditionType.BUDGET_AVAILABLE;
import static ai.kernelpanic09.api.condition.ConditionType.ENDPOINT_FOUND;
import static ai.kernelpanic09.api.condition.ConditionType.ENFORCED_GUARDRAILS_KNOWN;
import static ai.kernelpanic09.api.condition.ConditionType.GUARDRAIL_SYNCED;
import static ai.kernelpanic09.api.condition.ConditionType.LEDGER_READY;
import static ai.kernelpanic09.api.condition.ConditionType.MODEL_ANSWERING;
import static ai.kernelpanic09.api.condition.ConditionType.MODEL_REACHABLE;
import static ai.kernelpanic09.api.condition.ConditionType.NORMALIZED;
import static ai.kernelpanic09.api.condition.ConditionType.PRICED;
import static ai.kernelpanic09.api.condition.ConditionType.ROLE_ASSUMABLE;
import static ai.kernelpanic09.api.condition.ConditionType.SERVICE_READY;
import static ai.kernelpanic09.api.condition.ConditionType.SIDECARS_CURRENT;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/** Every reason of every condition. The words are API: they are never changed, only added. */
public enum ConditionReason implements DocumentedReason {
  ASSUMED("Assumed", "STS gives sessions of the role.", Fix.NOTHING, ROLE_ASSUMABLE),
  ACCESS_DENIED(
      "AccessDenied",
      "STS refuses the role: its trust policy does not name the operator, or it does not exist.",
      "Name the operator's role and the ExternalId in the role's trust policy, and allow the"
          + " operator `sts:AssumeRole` on the role.",
      ROLE_ASSUMABLE),
  ROLE_NOT_ALLOWED(
      "RoleNotAllowed",
      "The namespace may not use the role.",
      "List the role in the namespace's annotation `ai.kernelpanic09.io/allowed-role-arns`.",
      ROLE_ASSUMABLE),
  INVALID_ROLE_ARN(
      "InvalidRoleArn",
      "`spec.irsaRoleArn` is not the ARN of an IAM role, or STS refuses it as invalid.",
      "Write it as `arn:aws:iam::ACCOUNT:role/NAME`.",
      ROLE_ASSUMABLE),
  SESSION_POLICY_TOO_LARGE(
      "SessionPolicyTooLarge",
      "STS has no room for the session's policy beside its tags.",
      "Set `K8S_AI_SESSION_TAGS` to `off`; or give the operator an identity without session tags,"
          + " by IRSA instead of EKS Pod Identity.",
      ROLE_ASSUMABLE),
  NO_OPERATOR_IDENTITY(
      "NoOperatorIdentity",
      "The operator has no AWS identity of its own.",
      "Annotate the operator's ServiceAccount with its role.",
      ROLE_ASSUMABLE,
      GUARDRAIL_SYNCED,
      ConditionType.SYNCED),

  REACHABLE("Reachable", "The model can be called.", Fix.NOTHING, MODEL_REACHABLE),
  ANSWERED(
      "Answered", "The model answered the operator's live probe.", Fix.NOTHING, MODEL_REACHABLE),
  ENDPOINT_URL_NOT_ALLOWED(
      "EndpointUrlNotAllowed",
      "`spec.endpointUrl` is neither AWS's nor a host that the operator may send calls to.",
      "Correct the URL, or add its host to `K8S_AI_ENDPOINT_HOSTS`.",
      MODEL_REACHABLE),
  ROLE_REQUIRED(
      "RoleRequired",
      "The model can't be looked at without a session of the role.",
      "See RoleAssumable.",
      MODEL_REACHABLE),
  CHECK_NOT_PERMITTED(
      "CheckNotPermitted",
      "The role may not look at models, so only a call can tell; Ready is not held.",
      "Nothing, or allow the role the actions that look at models.",
      MODEL_REACHABLE),
  MODEL_NOT_FOUND(
      "ModelNotFound",
      "There is no such model or inference profile in the region.",
      "Correct `spec.modelId` or `spec.region`.",
      MODEL_REACHABLE),
  AGREEMENT_MISSING(
      "AgreementMissing",
      "The account is not subscribed to the model.",
      "Let somebody who may subscribe in AWS Marketplace call it once; for Anthropic's models, send"
          + " the use case.",
      MODEL_REACHABLE),
  AGREEMENT_PENDING(
      "AgreementPending",
      "AWS is subscribing the account to the model.",
      "Wait; it takes up to 15 minutes.",
      MODEL_REACHABLE),
  ACCOUNT_NOT_AUTHORIZED(
      "AccountNotAuthorized",
      "AWS does not let the account use the model.",
      "Ask AWS's account team for the enrollment; for Anthropic's models, send the use case.",
      MODEL_REACHABLE),
  ENTITLEMENT_MISSING(
      "EntitlementMissing",
      "The account's subscription to the model does not hold.",
      "Look at the account's subscriptions in AWS Marketplace.",
      MODEL_REACHABLE),
  REGION_NOT_SUPPORTED(
      "RegionNotSupported",
      "The model is not available in the endpoint's region.",
      "Choose another region, or an inference profile.",
      MODEL_REACHABLE),
  PROFILE_REQUIRED(
      "ProfileRequired",
      "The model is served through inference profiles only, and no geographic one was found.",
      "Name a profile in `spec.modelId`.",
      MODEL_REACHABLE),
  CALL_REFUSED(
      "CallRefused",
      "The operator's live probe was refused; the message has AWS's words.",
      "Mend what the message names.",
      MODEL_REACHABLE),

  KNOWN("Known", "The price is known; the message names its entry.", Fix.NOTHING, PRICED),
  BOUND_EXCEEDED(
      "BoundExceeded",
      "The price is known, but a pod tells of a call that was billed more than its worst case: the"
          + " message says what such calls have, what was billed and what was reserved. That pod"
          + " refuses calls like it until price or bounds change.",
      "Set higher prices in `spec.pricing` or update the operator; report it as a bug. For guardrail"
          + " units: set `spec.guardrailReservation: Proven`.",
      PRICED),
  UNKNOWN_MODEL_PRICE(
      "UnknownModelPrice",
      "No price of the model is known, or the price in the spec can't be used.",
      "Set `spec.pricing.input`, and `spec.pricing.output` unless the model makes vectors.",
      PRICED),
  PRICE_ENDED(
      "PriceEnded",
      "The known price of the model has ended: AWS charges another one, as in a model's extended"
          + " access, or the model has come to its end.",
      "Choose another model, update the operator, or set `spec.pricing`.",
      PRICED),
  MODEL_REQUIRED(
      "ModelRequired",
      "It follows from the model, which is not known yet.",
      "See ModelReachable.",
      PRICED,
      ENFORCED_GUARDRAILS_KNOWN),
  AWS_UNAVAILABLE(
      "AwsUnavailable",
      "AWS has not answered: for 15 minutes where it had before, else not at all. Calls go on while"
          + " credentials are valid.",
      Fix.PASSES,
      ROLE_ASSUMABLE,
      MODEL_REACHABLE,
      PRICED,
      ENFORCED_GUARDRAILS_KNOWN),

  NOT_REQUIRED("NotRequired", "The endpoint names no guardrail.", Fix.NOTHING, GUARDRAIL_SYNCED),
  SYNCED(
      "Synced",
      "The version that says what the policy says is live.",
      Fix.NOTHING,
      GUARDRAIL_SYNCED,
      ConditionType.SYNCED),
  NONE_ENFORCED(
      "NoneEnforced",
      "Neither the account nor its organisation adds a guardrail.",
      Fix.NOTHING,
      ENFORCED_GUARDRAILS_KNOWN),
  LISTED(
      "Listed",
      "The message lists the guardrails that are added to every call.",
      Fix.NOTHING,
      ENFORCED_GUARDRAILS_KNOWN),
  POLICY_NOT_FOUND(
      "PolicyNotFound",
      "There is no GuardrailPolicy of the name, or it is being deleted.",
      "Apply the policy, or correct `spec.guardrailPolicyRef`.",
      GUARDRAIL_SYNCED),
  NOT_USED("NotUsed", "No endpoint names the policy.", Fix.NOTHING, ConditionType.SYNCED),
  SYNCING(
      "Syncing",
      "The guardrail is being created or changed, or AWS is away.",
      Fix.PASSES,
      GUARDRAIL_SYNCED,
      ConditionType.SYNCED),
  PERMISSION_MISSING(
      "PermissionMissing",
      "The role may not do what the guardrail needs, or not list what the account enforces; the"
          + " message names the action and the role.",
      "Allow the role the action.",
      GUARDRAIL_SYNCED,
      ENFORCED_GUARDRAILS_KNOWN,
      ConditionType.SYNCED),
  INVALID(
      "Invalid",
      "The spec can't be used as it is; the message says which field, or has Bedrock's words.",
      "Correct the spec.",
      GUARDRAIL_SYNCED,
      ConditionType.SYNCED,
      ConditionType.PARSED,
      ConditionType.READY),
  QUOTA_EXCEEDED(
      "QuotaExceeded",
      "100 guardrails are in the account and region, or 20 versions of this one are in use.",
      "Delete what is not needed, or raise the quota.",
      GUARDRAIL_SYNCED,
      ConditionType.SYNCED),
  NAME_CONFLICT(
      "NameConflict",
      "A guardrail of that name is in the account and is not this cluster's.",
      "Rename the policy, or the guardrail in AWS.",
      GUARDRAIL_SYNCED,
      ConditionType.SYNCED),
  IN_USE(
      "InUse",
      "The policy is to be deleted, and endpoints name it still; the message lists them.",
      "Take the policy out of those endpoints' specs.",
      ConditionType.SYNCED),
  DELETING(
      "Deleting",
      "The policy's guardrails in AWS are being deleted.",
      Fix.PASSES,
      ConditionType.SYNCED),
  AS_WRITTEN(
      "AsWritten", "The policy is sent to Bedrock as it is written.", Fix.NOTHING, NORMALIZED),
  PROMPT_ATTACK_OUTPUT_STRENGTH(
      "PromptAttackOutputStrength",
      "An `outputStrength` of PROMPT_ATTACK is sent as NONE: Bedrock looks for prompt attacks in"
          + " prompts only.",
      "Write NONE.",
      NORMALIZED),

  KEPT("Kept", "The ledger is kept.", Fix.NOTHING, LEDGER_READY),
  LEDGER_OPENING(
      "LedgerOpening",
      "The ledger of a new endpoint gets its first commit.",
      Fix.PASSES,
      LEDGER_READY),
  LEDGER_UNREADABLE(
      "LedgerUnreadable",
      "The status holds something that is no ledger; the message names the field.",
      "Mend the field in the status.",
      LEDGER_READY,
      ConditionType.READY),
  LEDGER_UNAVAILABLE(
      "LedgerUnavailable",
      "The ledger could not be read or written for 15 seconds; sidecars spend what they hold.",
      "See the message.",
      LEDGER_READY),

  OWNED("Owned", "The Service belongs to the endpoint.", Fix.NOTHING, SERVICE_READY),
  NO_GATEWAY(
      "NoGateway",
      "The operator runs without a gateway: there is no Service.",
      Fix.NOTHING,
      SERVICE_READY),
  SERVICE_CONFLICT(
      "ServiceConflict",
      "A Service of that name was there before the endpoint's own, and is left alone: who calls it"
          + " does not reach the gateway.",
      "Delete or rename that Service, or the endpoint.",
      SERVICE_READY),

  NO_BUDGET("NoBudget", "Spending is counted, and not limited.", Fix.NOTHING, BUDGET_AVAILABLE),
  NO_LEDGER(
      "NoLedger", "The ledger has not been opened yet.", "See LedgerReady.", BUDGET_AVAILABLE),
  AVAILABLE("Available", "Money is left in day and month.", Fix.NOTHING, BUDGET_AVAILABLE),
  DAILY_EXHAUSTED(
      "DailyExhausted",
      "The day's budget is spent; with `onExceeded: Warn` the condition is True, and calls pass.",
      Fix.BUDGET,
      BUDGET_AVAILABLE),
  MONTHLY_EXHAUSTED(
      "MonthlyExhausted",
      "The month's budget is spent; with `onExceeded: Warn` the condition is True, and calls pass.",
      Fix.BUDGET,
      BUDGET_AVAILABLE),
  BUDGET_OVERCOMMITTED(
      "BudgetOvercommitted",
      "More is spent or leased than the budget allows, as after it was lowered.",
      Fix.BUDGET,
      BUDGET_AVAILABLE),

  CURRENT("Current", "Every pod has its sidecar.", Fix.NOTHING, SIDECARS_CURRENT),
  MISSED_PODS(
      "MissedPods",
      "Pods carry the label and have no sidecar: no webhook saw them being created.",
      "Delete those pods, so that their controllers create new ones.",
      SIDECARS_CURRENT),
  OUTDATED_PODS(
      "OutdatedPods",
      "Pods run a sidecar that would be rendered otherwise now.",
      "Restart their workloads.",
      SIDECARS_CURRENT),
  IMAGE_NOT_BELIEVED(
      "ImageNotBelieved",
      "Pods run a sidecar's image that the operator never injected and no setting names, or that a"
          + " setting denies; their calls are refused.",
      "Restart the workloads. If a policy rewrites images, add what it makes of them to"
          + " `K8S_AI_ALLOWED_SIDECAR_IMAGES`.",
      SIDECARS_CURRENT),
  TOO_MANY_SIDECARS(
      "TooManySidecars",
      "As many pods hold dollars of the endpoint as can; calls of further ones wait.",
      "Spread the pods over several endpoints.",
      SIDECARS_CURRENT),

  ANSWERING(
      "Answering", "No pod tells that the model keeps failing.", Fix.NOTHING, MODEL_ANSWERING),
  MODEL_FAILING(
      "ModelFailing",
      "Calls of the model keep failing in ways that may be billed, as pods tell; those send only one"
          + " call now and then, so that the budget is not spent on failures.",
      "Look at AWS's Health Dashboard and the sidecars' logs; name `spec.fallbacks`. Calls are sent"
          + " again as soon as one succeeds.",
      MODEL_ANSWERING),

  PARSED("Parsed", "The prompt can be rendered.", Fix.NOTHING, ConditionType.PARSED),
  UNDECLARED_VARIABLES(
      "UndeclaredVariables",
      "The prompt can be parsed, with warnings that the message lists.",
      "Declare the variables in `spec.variables`.",
      ConditionType.PARSED),
  SYNTAX_ERROR(
      "SyntaxError",
      "The prompt can't be parsed; the message has line and column.",
      "Correct the template.",
      ConditionType.PARSED),
  FOUND("Found", "The endpoint exists.", Fix.NOTHING, ENDPOINT_FOUND),
  ENDPOINT_NOT_FOUND(
      "EndpointNotFound",
      "There is no such ModelEndpoint.",
      "Apply the endpoint, or correct the reference.",
      ENDPOINT_FOUND),

  READY("Ready", "All conditions that count hold.", Fix.NOTHING, ConditionType.READY),
  RECONCILING(
      "Reconciling",
      "A condition that counts is not decided yet; the message names it.",
      Fix.PASSES,
      ConditionType.READY),

  API_SERVER_REFUSED(
      "ApiServerRefused",
      "A right, a quota, an admission rule or a tightened CRD is in the way; the message quotes"
          + " it.",
      "Give the right, room or rule back; it is noticed within a minute.",
      ConditionType.values()),
  API_SERVER_UNAVAILABLE(
      "ApiServerUnavailable",
      "The API server does not answer; it says nothing about the resource.",
      Fix.PASSES,
      ConditionType.values()),
  INTERNAL_ERROR(
      "InternalError",
      "A mistake of the operator's; the message says of which kind and where.",
      "Report the message, and what the operator's log says beside it.",
      ConditionType.values());

  /** Advice that several reasons share. */
  private static final class Fix {
    static final String NOTHING = "Nothing.";
    static final String PASSES = "Wait; if it lasts, the operator's log says more.";
    static final String BUDGET = "Wait for the next window, raise the budget, or reset it.";
  }

  private final String id;
  private final String meaning;
  private final String fix;

  @SuppressWarnings("ImmutableEnumChecker") // Set.of is immutable
  private final Set<ConditionType> types;

  ConditionReason(String id, String meaning, String fix, ConditionType... types) {
    this.id = id;
    this.meaning = meaning;
    this.fix = fix;
    this.types = Set.of(types);
  }

  /**
   * The reason whose word is {@code id}; empty for a word that only another version of the operator
   * knows.
   */
  public static Optional<ConditionReason> byId(String id) {
    return Arrays.stream(values()).filter(each -> each.id.equals(id)).findFirst();
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public String meaning() {
    return meaning;
  }

  @Override
  public String fix() {
    return fix;
  }

  /** The types of conditions that have this reason, besides Ready, which takes it over. */
  public Set<ConditionType> types() {
    return types;
  }

  @Override
  public String toString() {
    return id;
  }
}
