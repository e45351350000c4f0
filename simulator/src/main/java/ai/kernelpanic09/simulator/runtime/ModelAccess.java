package ai.kernelpanic09.simulator.runtime;

import ai.kernelpanic09.simulator.bill.CallDraft;
import ai.kernelpanic09.simulator.catalog.AccountAccess;
import ai.kernelpanic09.simulator.catalog.ModelCatalog;
import ai.kernelpanic09.simulator.catalog.Profile;
import ai.kernelpanic09.simulator.catalog.Projects;
import ai.kernelpanic09.simulator.catalog.Target;
import ai.kernelpanic09.simulator.iam.Authorizer;
import ai.kernelpanic09.simulator.iam.RequestContext;
import ai.kernelpanic09.simulator.signature.SignatureV4.Signed;
import ai.kernelpanic09.simulator.wire.AwsError;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Finds the model that a call names, and checks that its caller may call it. */
public final class ModelAccess {
  private final ModelCatalog catalog;
  private final Map<String, AccountAccess> access = new ConcurrentHashMap<>();
  private final Projects projects = new Projects();

  public ModelAccess(ModelCatalog catalog) {
    this.catalog = catalog;
  }

  /** Sets an account's access to a model; by default every account has all. */
  public void set(String account, String modelId, AccountAccess given) {
    access.put(account + " " + modelId, given);
  }

  public AccountAccess of(String account, String modelId) {
    return access.getOrDefault(account + " " + modelId, AccountAccess.ALL);
  }

  public Projects projects() {
    return projects;
  }

  /**
   * The project that an invocation is for, of which the caller must be allowed to make it.
   *
   * @param identifier as the caller names it; empty for the account's default one
   */
  void project(Signed signed, String identifier, String action, Target target, CallDraft draft) {
    var caller = signed.caller();
    if (identifier.isEmpty()) {
      return;
    }
    var profile = target.profile().map(Profile::arn).orElse("");
    var id = projects.require(identifier, caller.account(), signed.region(), profile);
    if (!id.equals(Projects.DEFAULT)) {
      Authorizer.require(
          caller,
          action,
          "arn:%s:bedrock:%s:%s:project/%s"
              .formatted(caller.partition(), signed.region(), caller.account(), id),
          RequestContext.empty());
    }
    draft.project(id);
  }

  /**
   * Resolves and authorises an invocation, and refuses what cannot be invoked that way.
   *
   * @param context the call's condition keys, without bedrock:InferenceProfileArn
   */
  Target reach(
      Signed signed, String modelId, String action, RequestContext context, CallDraft draft) {
    var target = find(signed, modelId, action, context, draft);
    var model = target.model();
    if (target.profile().isEmpty() && !model.onDemandRegions().contains(signed.region())) {
      throw AwsError.validation(
          "Invocation of model ID %s with on-demand throughput isn't supported. Retry your request with the ID or ARN of an inference profile that contains this model."
              .formatted(model.id()));
    }
    if (!of(signed.caller().account(), model.id()).serves()) {
      throw AwsError.accessDenied(
          "You don't have access to the model with the specified model ID.");
    }
    draft.priceKey(target.priceKey());
    return target;
  }

  /**
   * Resolves and authorises a call. A call through a profile needs the action on the profile and on
   * the foundation model in every region that it may route to.
   */
  Target find(
      Signed signed, String modelId, String action, RequestContext context, CallDraft draft) {
    var caller = signed.caller();
    var partition = caller.partition();
    var region = signed.region();
    draft.model(modelId);
    var target =
        catalog
            .resolve(modelId, partition, caller.account(), region)
            .orElseThrow(() -> AwsError.validation("The provided model identifier is invalid."));
    var model = target.model();
    if (target.profile().isEmpty()) {
      Authorizer.require(caller, action, model.arn(partition, region), context);
      return target;
    }
    var profile = target.profile().get();
    Authorizer.require(caller, action, profile.arn(), context);
    var within = context.with("bedrock:InferenceProfileArn", profile.arn());
    for (var destination : profile.regions()) {
      Authorizer.require(
          caller,
          action,
          model.arn(partition, destination),
          within.with("aws:RequestedRegion", destination));
    }
    if (profile.global()) {
      Authorizer.require(
          caller,
          action,
          model.arn(partition, ""),
          within.with("aws:RequestedRegion", "unspecified"));
    }
    return target;
  }
}
