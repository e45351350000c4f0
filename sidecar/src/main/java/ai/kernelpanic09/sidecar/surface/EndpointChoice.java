package ai.kernelpanic09.sidecar.surface;

import static java.util.stream.Collectors.joining;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.failure.ErrorCode;
import ai.kernelpanic09.core.price.ModelIds;
import ai.kernelpanic09.sidecar.endpoint.ServedEndpoint;
import ai.kernelpanic09.sidecar.failure.CallFailure;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the endpoint that a caller means by the name of a model: a ModelEndpoint's {@code name},
 * {@code namespace/name} or {@code namespace.name}; or the id of a Bedrock model or profile that
 * exactly one of its endpoints has.
 */
public final class EndpointChoice {

  private static final int MAX_LISTED = 20;

  private static final String TEMPLATE = "template";

  /** Two DNS labels. */
  private static final Pattern QUALIFIED =
      Pattern.compile("([a-z0-9-]{1,63})([./])([a-z0-9-]{1,63})");

  private EndpointChoice() {}

  /**
   * An endpoint that a caller may use.
   *
   * @param modelId that it calls; null as long as that is not known
   */
  public record Offer(EndpointName endpoint, @Nullable String modelId) {

    public static Offer of(ServedEndpoint endpoint) {
      var limits = endpoint.gate().limits();
      return new Offer(endpoint.name(), limits == null ? null : limits.modelId());
    }
  }

  /**
   * The endpoint of this name.
   *
   * @param model as the caller wrote it
   * @param offers endpoints that the caller may use; empty where nobody knows them beforehand
   * @throws CallFailure when none is meant, or more than one
   */
  public static EndpointName of(String model, Collection<Offer> offers) {
    var meant = named(model, offers);
    if (meant.isEmpty()) {
      meant = calling(model, offers);
    }
    if (meant.size() == 1) {
      return meant.getFirst();
    }
    if (meant.size() > 1) {
      throw unknown(
          "model: "
              + shown(model)
              + " is more than one endpoint; name one of them: "
              + list(meant));
    }
    var qualified = qualified(model, offers.isEmpty());
    if (qualified != null && !(isTemplate(qualified) && !offers.isEmpty())) {
      // Whether it exists, and may be called, is decided where callers are checked.
      return qualified;
    }
    if (offers.stream().anyMatch(each -> each.modelId() == null)) {
      throw new CallFailure(
          ErrorCode.ENDPOINT_NOT_READY,
          "model: " + shown(model) + " may be the model of an endpoint that is not ready yet",
          1_000L);
    }
    throw unknown(
        "model: there is no "
            + shown(model)
            + "; "
            + usable(offers)
            + (qualified == null ? "" : hint(qualified)));
  }

  /** What to say beside that an endpoint is not known; nothing where nothing helps. */
  public static String hint(EndpointName unknown) {
    return isTemplate(unknown)
        ? "; a PromptTemplate is no model: POST /render/{namespace}/{name} renders it and calls its"
            + " endpoint, with \"dryRun\": true it answers the text to send in any form"
        : "";
  }

  private static boolean isTemplate(EndpointName name) {
    return name.namespace().equals(TEMPLATE);
  }

  private static List<EndpointName> named(String model, Collection<Offer> offers) {
    return offers.stream()
        .map(Offer::endpoint)
        .filter(
            each ->
                model.equals(each.name())
                    || model.equals(each.toString())
                    || model.equals(each.namespace() + "." + each.name()))
        .toList();
  }

  private static List<EndpointName> calling(String model, Collection<Offer> offers) {
    return offers.stream()
        .filter(each -> each.modelId() != null && isSame(model, each.modelId()))
        .map(Offer::endpoint)
        .toList();
  }

  /**
   * Whether an id names a model: that very id, as an ARN too, or the base model of a profile. Which
   * account an ARN is of says nothing of a system-defined profile.
   */
  private static boolean isSame(String asked, String modelId) {
    if (asked.equals(modelId)) {
      return true;
    }
    try {
      var id = ModelIds.parse(asked);
      var called = ModelIds.parse(modelId);
      var profile = id.profile();
      return id.name().equals(called.name())
          && (profile == null ? id.account() == null : profile.equals(called.profile()));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /**
   * Reads a name with its namespace.
   *
   * @param dotted whether a dot may stand between them: it may mean a model's id too
   */
  private static @Nullable EndpointName qualified(String model, boolean dotted) {
    var name = QUALIFIED.matcher(model);
    return name.matches() && (dotted || name.group(2).equals("/"))
        ? new EndpointName(name.group(1), name.group(3))
        : null;
  }

  private static CallFailure unknown(String message) {
    return new CallFailure(ErrorCode.UNKNOWN_ENDPOINT, message).ofMember("model");
  }

  private static String usable(Collection<Offer> offers) {
    return offers.isEmpty()
        ? "name a ModelEndpoint as namespace/name"
        : "this pod may use "
            + list(offers.stream().map(Offer::endpoint).toList())
            + ", by that name or by the id of its model";
  }

  private static String list(List<EndpointName> names) {
    return names.stream()
            .map(EndpointName::toString)
            .sorted()
            .limit(MAX_LISTED)
            .collect(joining(", "))
        + (names.size() > MAX_LISTED ? " and " + (names.size() - MAX_LISTED) + " more" : "");
  }

  private static String shown(String model) {
    return "'" + (model.length() <= 100 ? model : model.substring(0, 100) + "…") + "'";
  }
}
