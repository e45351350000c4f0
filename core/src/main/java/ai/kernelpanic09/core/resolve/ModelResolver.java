package ai.kernelpanic09.core.resolve;

import ai.kernelpanic09.core.price.ModelId;
import ai.kernelpanic09.core.price.ModelIds;
import ai.kernelpanic09.core.price.ModelLifecycle;
import ai.kernelpanic09.core.resolve.ModelReader.Availability;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what to call for a model id, and whether it can be called, without spending anything.
 *
 * <p>Newer models refuse their bare id: then the region's geographic profile is called. A global
 * profile is never chosen here, because it lets data leave the geography.
 */
public final class ModelResolver {

  private final ModelReader reader;
  private static final String GLOBAL = "global.";

  private final String partition;
  private final String account;
  private final String region;

  /**
   * @param reader looks models up with the permissions of the endpoint's role
   * @param roleArn names the partition and the account of profiles
   */
  public ModelResolver(ModelReader reader, String roleArn, String region) {
    this.reader = reader;
    var parts = roleArn.split(":", -1);
    partition = parts[1];
    account = parts[4];
    this.region = region;
  }

  /** Resolves {@code modelId}. An exception of the reader's implementation passes through. */
  public ModelLookup resolve(String modelId) {
    ModelId id;
    try {
      id = ModelIds.parse(modelId);
    } catch (IllegalArgumentException e) {
      return ModelLookup.unreachable(
          ModelObstacle.NOT_FOUND, modelId + " is no id of a Bedrock model");
    }
    if (id.region() != null && !id.region().equals(region)) {
      return ModelLookup.unreachable(
          ModelObstacle.REGION_NOT_SUPPORTED, modelId + " is not in region " + region);
    }
    return switch (id.kind()) {
      case FOUNDATION_MODEL -> foundation(id, isExact(modelId));
      case INFERENCE_PROFILE -> profile(id);
      case APPLICATION_INFERENCE_PROFILE -> application(modelId);
      default ->
          ModelLookup.notPermitted(
              new ResolvedModel(modelId, null, null, modelId, List.of(), List.of(region)));
    };
  }

  /**
   * The ids under which a model may have to be called in a region, its own first.
   *
   * @throws IllegalArgumentException when {@code modelId} has none of the forms of a model's id
   */
  public static List<String> candidates(String modelId, String region) {
    var id = ModelIds.parse(modelId);
    var candidates = new ArrayList<>(List.of(modelId));
    if (id.kind() == ModelId.Kind.FOUNDATION_MODEL && !isExact(modelId)) {
      ModelIds.geoProfiles(region).forEach(prefix -> candidates.add(id.through(prefix)));
    }
    return candidates;
  }

  /**
   * Whether an id must be called exactly as it is: an ARN names one resource, which no profile may
   * replace.
   */
  private static boolean isExact(String modelId) {
    return modelId.startsWith("arn:");
  }

  private ModelLookup foundation(ModelId id, boolean exact) {
    boolean onDemand;
    try {
      onDemand = reader.servesOnDemand(id.name());
    } catch (ModelUnseenException e) {
      return switch (e.reason()) {
        case NOT_PERMITTED -> unseen(id, exact);
        case NOT_FOUND ->
            ModelLookup.unreachable(
                ModelObstacle.NOT_FOUND, "there is no model " + id.name() + " in " + region);
      };
    }
    if (onDemand) {
      return available(direct(id.name()), id.name(), true);
    }
    if (!exact) {
      for (var prefix : ModelIds.geoProfiles(region)) {
        var lookup = profile(id, prefix);
        if (lookup != null) {
          return lookup;
        }
      }
    }
    return ModelLookup.unreachable(
        ModelObstacle.PROFILE_REQUIRED,
        id.name()
            + " is served through inference profiles only, and "
            + region
            + " has no geographic one that the role may see: name a profile in spec.modelId");
  }

  private @Nullable ModelLookup profile(ModelId id, String prefix) {
    var name = id.through(prefix);
    try {
      return available(
          throughProfile(name, id.name(), reader.modelsOfProfile(name)), id.name(), false);
    } catch (ModelUnseenException e) {
      return switch (e.reason()) {
        case NOT_FOUND -> null;
        case NOT_PERMITTED -> ModelLookup.notPermitted(throughProfile(name, id.name(), List.of()));
      };
    }
  }

  private ModelLookup profile(ModelId id) {
    var prefix = Objects.requireNonNull(id.profile(), "a profile's id has a prefix");
    var lookup = profile(id, prefix);
    return lookup != null
        ? lookup
        : ModelLookup.unreachable(
            ModelObstacle.NOT_FOUND, "there is no profile " + id.through(prefix) + " in " + region);
  }

  private ModelLookup application(String arn) {
    try {
      var models = reader.modelsOfProfile(arn);
      var base = models.isEmpty() ? null : ModelIds.parse(models.getFirst()).name();
      var resolved =
          new ResolvedModel(
              arn,
              base,
              arn,
              arn,
              base == null ? models : authorized(models, base, false),
              regions(models));
      return base == null ? ModelLookup.reachable(resolved) : available(resolved, base, false);
    } catch (ModelUnseenException e) {
      return switch (e.reason()) {
        case NOT_FOUND ->
            ModelLookup.unreachable(ModelObstacle.NOT_FOUND, "there is no profile " + arn);
        case NOT_PERMITTED ->
            ModelLookup.notPermitted(
                new ResolvedModel(
                    arn,
                    null,
                    arn,
                    arn,
                    List.of("arn:" + partition + ":bedrock:*::foundation-model/*"),
                    List.of(region)));
      };
    }
  }

  /**
   * The model for an id that the role may not look up: the region's geographic profile if the price
   * table has it, else the id itself. Every model that needs a profile has a geographic one.
   */
  private ModelLookup unseen(ModelId id, boolean exact) {
    var prefix = ModelIds.geoProfile(region);
    return exact || prefix.isEmpty() || !reader.isSoldThroughProfile(id.through(prefix.get()))
        ? ModelLookup.notPermitted(direct(id.name()))
        : ModelLookup.notPermitted(throughProfile(id.through(prefix.get()), id.name(), List.of()));
  }

  private ModelLookup available(ResolvedModel called, String base, boolean inRegion) {
    var model = called.living(lifecycle(base));
    Availability availability;
    try {
      availability = reader.availability(base);
    } catch (ModelUnseenException e) {
      return switch (e.reason()) {
        case NOT_PERMITTED, NOT_FOUND -> ModelLookup.notPermitted(model);
      };
    }
    if (inRegion && !availability.inRegion()) {
      return ModelLookup.unreachable(
          ModelObstacle.REGION_NOT_SUPPORTED, base + " is not available in " + region);
    }
    return AccessGap.of(availability, account, base)
        .map(gap -> ModelLookup.unreachable(model, gap.obstacle(), gap.message()))
        .orElseGet(() -> ModelLookup.reachable(model));
  }

  /** Nothing where the role may not look: the price table's own days hold. */
  private ModelLifecycle lifecycle(String base) {
    try {
      return reader.lifecycle(base);
    } catch (ModelUnseenException e) {
      return ModelLifecycle.NONE;
    }
  }

  private ResolvedModel direct(String id) {
    return new ResolvedModel(id, id, null, modelArn(region, id), List.of(), List.of(region));
  }

  private ResolvedModel throughProfile(String profile, String base, List<String> models) {
    var arn =
        "arn:%s:bedrock:%s:%s:inference-profile/%s".formatted(partition, region, account, profile);
    return new ResolvedModel(
        profile,
        base,
        profile,
        arn,
        models.isEmpty()
            ? List.of(modelArn("*", base))
            : authorized(models, base, profile.startsWith(GLOBAL)),
        models.isEmpty() ? List.of(region) : regions(models));
  }

  /**
   * The ARNs of models on which AWS asks for a permission: those of the profile and, for a global
   * one, also the model's in the region of the call and in no region, whichever of them the profile
   * lists.
   */
  private List<String> authorized(List<String> models, String base, boolean global) {
    var anywhere = modelArn("", base);
    return global || models.contains(anywhere)
        ? Stream.concat(models.stream(), Stream.of(modelArn(region, base), anywhere))
            .distinct()
            .toList()
        : models;
  }

  private String modelArn(String where, String id) {
    return "arn:%s:bedrock:%s::foundation-model/%s".formatted(partition, where, id);
  }

  private List<String> regions(List<String> modelArns) {
    var regions =
        modelArns.stream()
            .map(arn -> arn.split(":", -1)[3])
            .filter(each -> !each.isEmpty())
            .distinct()
            .sorted()
            .toList();
    return regions.isEmpty() ? List.of(region) : regions;
  }
}
