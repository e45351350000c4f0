package ai.kernelpanic09.operator.enforcement;

import ai.kernelpanic09.core.aws.GuardrailVersionArn;
import ai.kernelpanic09.core.endpoint.EnforcedGuardrail;
import ai.kernelpanic09.core.endpoint.EnforcedGuardrail.Origin;
import ai.kernelpanic09.core.price.PriceBook;
import ai.kernelpanic09.operator.aws.AwsFailure;
import ai.kernelpanic09.operator.credentials.RoleRules;
import ai.kernelpanic09.operator.credentials.SessionPolicy.GuardrailRef;
import ai.kernelpanic09.operator.enforcement.EnforcementReader.Content;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the guardrails that are added to the calls of endpoints. An account is asked once for all
 * of its endpoints in a region; what it enforces may be ten minutes old.
 */
public final class Enforcements {

  private static final Logger LOG = LoggerFactory.getLogger(Enforcements.class);

  private static final Duration FRESH = Duration.ofMinutes(10);

  /** Permissions are given outside of the cluster, which the operator does not see. */
  private static final Duration DENIED = Duration.ofMinutes(1);

  private static final Duration AWAY = Duration.ofSeconds(15);
  private static final int MAX_ENTRIES = 10_000;

  private final List<GuardrailVersionArn> ofOrganization;
  private final PriceBook prices;
  private final Cache<Place, Listing.Listed> listed =
      Caffeine.newBuilder().maximumSize(MAX_ENTRIES).expireAfterWrite(FRESH).build();
  private final Cache<Asker, Listing> asked =
      Caffeine.newBuilder()
          .maximumSize(MAX_ENTRIES)
          .expireAfter(Expiry.<Asker, Listing>creating((asker, listing) -> lifetime(listing)))
          .build();

  /** Versions never change; one that can't be read may be readable later. */
  private final Cache<GuardrailVersionArn, Optional<Content>> contents =
      Caffeine.newBuilder()
          .maximumSize(MAX_ENTRIES)
          .expireAfter(
              Expiry.<GuardrailVersionArn, Optional<Content>>creating(
                  (guardrail, content) -> content.isPresent() ? Duration.ofDays(1) : FRESH))
          .build();

  private record Place(String account, String region) {}

  private record Asker(String roleArn, String region) {}

  /**
   * An endpoint, as far as it matters here.
   *
   * @param baseModel id of the foundation model; null where it is not known
   * @param before the guardrails in its present limits
   */
  public record Subject(
      String roleArn, String region, @Nullable String baseModel, List<EnforcedGuardrail> before) {

    public Subject {
      before = List.copyOf(before);
    }
  }

  /**
   * @param ofOrganization the guardrails that the organisation enforces, which AWS does not list
   */
  public Enforcements(List<GuardrailVersionArn> ofOrganization, PriceBook prices) {
    this.ofOrganization = List.copyOf(ofOrganization);
    this.prices = prices;
  }

  private static Duration lifetime(Listing listing) {
    return switch (listing) {
      case Listing.Listed ignored -> FRESH;
      case Listing.NotPermitted ignored -> DENIED;
      case Listing.Unavailable ignored -> AWAY;
    };
  }

  /**
   * What is added to the calls of an endpoint. While the account's guardrails can't be seen, those
   * stay that were seen last: to forget them would take a permission and a reservation away.
   *
   * @param reader asks with a session of the endpoint's role
   */
  Enforcement of(Subject subject, EnforcementReader reader) {
    var listing = listing(subject, reader);
    var all = new LinkedHashMap<GuardrailVersionArn, Origin>();
    if (listing instanceof Listing.Listed(var found)) {
      found.stream()
          .filter(each -> each.covers(subject.baseModel))
          .forEach(each -> all.put(each.guardrail(), Origin.ACCOUNT));
    } else {
      subject.before.stream()
          .filter(each -> each.origin() == Origin.ACCOUNT)
          .map(each -> new GuardrailVersionArn(each.arn(), each.version()))
          .filter(each -> each.isIn(subject.region))
          .forEach(each -> all.put(each, Origin.ACCOUNT));
    }
    ofOrganization.stream()
        .filter(each -> each.isIn(subject.region))
        .forEach(each -> all.putIfAbsent(each, Origin.ORGANIZATION));
    var guardrails = new ArrayList<EnforcedGuardrail>();
    var refs = new ArrayList<GuardrailRef>();
    all.forEach(
        (guardrail, origin) -> {
          var content = content(guardrail, reader);
          guardrails.add(
              new EnforcedGuardrail(
                  guardrail.arn(),
                  guardrail.version(),
                  origin,
                  content
                      .map(each -> prices.guardrail(each.charged()))
                      .orElseGet(prices::anyEnforcedGuardrail)));
          refs.add(
              new GuardrailRef(
                  guardrail.arn(),
                  guardrail.version(),
                  content.map(Content::crossRegion).orElse(true),
                  List.of()));
        });
    return switch (listing) {
      case Listing.Listed ignored ->
          new Enforcement(guardrails, refs, Enforcement.Sight.LISTED, told(guardrails));
      case Listing.NotPermitted(var message) ->
          new Enforcement(guardrails, refs, Enforcement.Sight.NOT_PERMITTED, message);
      case Listing.Unavailable(var message) ->
          new Enforcement(guardrails, refs, Enforcement.Sight.UNAVAILABLE, message);
    };
  }

  private static String told(List<EnforcedGuardrail> guardrails) {
    return guardrails.isEmpty()
        ? "no guardrail is added to calls by the account or its organisation"
        : guardrails.stream()
            .map(
                each ->
                    "version "
                        + each.version()
                        + " of "
                        + each.arn()
                        + (each.origin() == Origin.ACCOUNT
                            ? " by the account"
                            : " by the organisation"))
            .collect(Collectors.joining(", ", "guardrails are added to calls: ", ""));
  }

  private Listing listing(Subject subject, EnforcementReader reader) {
    var place = new Place(RoleRules.account(subject.roleArn), subject.region);
    var known = listed.getIfPresent(place);
    if (known != null) {
      return known;
    }
    var listing =
        asked.get(new Asker(subject.roleArn, subject.region), asker -> ask(asker.roleArn, reader));
    if (listing instanceof Listing.Listed seen) {
      listed.put(place, seen);
    }
    return listing;
  }

  private static Listing ask(String roleArn, EnforcementReader reader) {
    try {
      return new Listing.Listed(reader.list());
    } catch (IllegalArgumentException e) {
      return new Listing.Unavailable(
          "AWS lists something else than a guardrail: " + e.getMessage());
    } catch (AwsFailure e) {
      return switch (e.kind()) {
        case NOT_FOUND -> new Listing.Listed(List.of());
        case DENIED ->
            new Listing.NotPermitted(
                EnforcementReader.LIST
                    + " is not permitted for "
                    + roleArn
                    + ": a guardrail that the account enforces is not reserved for, and its calls"
                    + " may be denied");
        default -> new Listing.Unavailable(e.text());
      };
    }
  }

  /** The policies of a version; empty where they can't be read, so that it may have any. */
  private Optional<Content> content(GuardrailVersionArn guardrail, EnforcementReader reader) {
    return contents.get(
        guardrail,
        absent -> {
          try {
            return Optional.of(reader.content(guardrail));
          } catch (AwsFailure e) {
            LOG.info(
                "event=enforced_guardrail_unread guardrail={} error=\"{}\"", guardrail, e.text());
            return Optional.empty();
          }
        });
  }
}
