package ai.kernelpanic09.simulator.catalog;

import ai.kernelpanic09.simulator.catalog.Model.Dialect;
import ai.kernelpanic09.simulator.catalog.Model.ToolPrompt;
import ai.kernelpanic09.simulator.catalog.Model.Trait;
import ai.kernelpanic09.simulator.wire.Resource;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The models and profiles of the data file, and the application inference profiles that a test
 * adds.
 */
public final class ModelCatalog {
  private final Map<String, Model> models = new LinkedHashMap<>();
  private final Map<String, List<String>> geographies = new LinkedHashMap<>();
  private final Map<String, Profile> applications = new ConcurrentHashMap<>();

  public ModelCatalog() {
    var data = Resource.json(ModelCatalog.class, "models.json");
    data.getJsonObject("geographies")
        .forEach(e -> geographies.put(e.getKey(), strings((JsonArray) e.getValue())));
    data.getJsonArray("models")
        .forEach(
            m -> {
              var model = model((JsonObject) m);
              models.put(model.id(), model);
            });
  }

  public List<Model> models(String region) {
    return models.values().stream().filter(m -> m.regions().contains(region)).toList();
  }

  public Optional<Model> model(String id, String region) {
    return Optional.ofNullable(models.get(id)).filter(m -> m.regions().contains(region));
  }

  /** All profiles that an account sees in a region. */
  public List<Profile> profiles(String partition, String account, String region) {
    var profiles = new ArrayList<Profile>();
    for (var model : models.values()) {
      for (var geography : model.profiles()) {
        system(partition, account, region, geography, model).ifPresent(profiles::add);
      }
    }
    var prefix = "arn:%s:bedrock:%s:%s:".formatted(partition, region, account);
    applications.values().stream().filter(p -> p.arn().startsWith(prefix)).forEach(profiles::add);
    return profiles;
  }

  /** A profile by its id or ARN; empty if the account does not have it in the region. */
  public Optional<Profile> profile(
      String idOrArn, String partition, String account, String region) {
    return profiles(partition, account, region).stream()
        .filter(p -> p.id().equals(idOrArn) || p.arn().equals(idOrArn))
        .findFirst();
  }

  /** Adds an application inference profile over a model or a system-defined profile. */
  public Profile addApplicationProfile(
      String partition, String account, String region, String id, String name, String source) {
    var target =
        resolve(source, partition, account, region)
            .orElseThrow(() -> new IllegalArgumentException("no such model: " + source));
    var profile =
        new Profile(
            id,
            name,
            "arn:%s:bedrock:%s:%s:application-inference-profile/%s"
                .formatted(partition, region, account, id),
            target.model(),
            target.profile().map(Profile::regions).orElse(List.of(region)),
            target.profile().map(Profile::global).orElse(false),
            true,
            target.priceKey());
    applications.put(profile.arn(), profile);
    return profile;
  }

  /** The model or profile that an id or ARN names in a region; empty if it names none there. */
  public Optional<Target> resolve(String id, String partition, String account, String region) {
    var foundationPrefix = "arn:%s:bedrock:%s::foundation-model/".formatted(partition, region);
    var bare = id.startsWith(foundationPrefix) ? id.substring(foundationPrefix.length()) : id;
    var model = model(bare, region);
    if (model.isPresent()) {
      return Optional.of(new Target(model.get(), Optional.empty(), bare));
    }
    var profile = profile(id, partition, account, region);
    return profile.map(p -> new Target(p.model(), Optional.of(p), p.priceKey()));
  }

  private Optional<Profile> system(
      String partition, String account, String region, String geography, Model model) {
    boolean global = geography.equals("global");
    var regions = global ? List.of(region) : geographies.getOrDefault(geography, List.of());
    if (!model.regions().contains(region) || !regions.contains(region)) {
      return Optional.empty();
    }
    var id = geography + "." + model.id();
    return Optional.of(
        new Profile(
            id,
            geography.toUpperCase(Locale.ROOT) + " " + model.provider() + " " + model.name(),
            "arn:%s:bedrock:%s:%s:inference-profile/%s".formatted(partition, region, account, id),
            model,
            regions,
            global,
            false,
            id));
  }

  private static Model model(JsonObject json) {
    return new Model(
        json.getString("id"),
        json.getString("name"),
        json.getString("provider"),
        Dialect.valueOf(constant(json.getString("dialect"))),
        strings(json.getJsonArray("inputModalities")),
        strings(json.getJsonArray("outputModalities")),
        json.getBoolean("streaming"),
        json.getInteger("contextTokens"),
        json.getInteger("maxOutputTokens"),
        json.getInteger("cacheMinimumTokens"),
        json.getString("lifecycle"),
        set(json.getJsonArray("regions")),
        set(json.getJsonArray("onDemandRegions")),
        set(json.getJsonArray("profiles")),
        toolPrompt(json.getJsonObject("toolPrompt", new JsonObject())),
        traits(json.getJsonArray("traits")),
        set(json.getJsonArray("serviceTiers", new JsonArray())),
        Optional.ofNullable(json.getString("publicExtendedAccessTime")));
  }

  private static ToolPrompt toolPrompt(JsonObject json) {
    return new ToolPrompt(json.getInteger("auto", 0), json.getInteger("forced", 0));
  }

  private static Set<Trait> traits(JsonArray names) {
    var traits = EnumSet.noneOf(Trait.class);
    strings(names).forEach(n -> traits.add(Trait.valueOf(constant(n))));
    return traits;
  }

  private static String constant(String name) {
    return name.toUpperCase(Locale.ROOT).replace('-', '_');
  }

  private static Set<String> set(JsonArray array) {
    return new LinkedHashSet<>(strings(array));
  }

  private static List<String> strings(JsonArray array) {
    return array.stream().map(String.class::cast).toList();
  }
}
