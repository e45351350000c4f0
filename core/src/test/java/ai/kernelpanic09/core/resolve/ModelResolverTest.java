package ai.kernelpanic09.core.resolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kernelpanic09.core.price.ModelLifecycle;
import ai.kernelpanic09.core.resolve.ModelLookup.Verdict;
import ai.kernelpanic09.core.resolve.ModelReader.Agreement;
import ai.kernelpanic09.core.resolve.ModelReader.Availability;
import ai.kernelpanic09.core.resolve.ModelUnseenException.Reason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelResolverTest {

  private static final String ROLE = "arn:aws:iam::123456789012:role/bedrock-invoker";
  private static final String HAIKU = "anthropic.claude-haiku-4-5-20251001-v1:0";
  private static final String OLD = "anthropic.claude-3-haiku-20240307-v1:0";

  private final Catalog catalog = new Catalog();

  /** Models and profiles of one region, and the questions about them that the role may ask. */
  private static final class Catalog implements ModelReader {
    final Map<String, Boolean> onDemand = new HashMap<>(Map.of(HAIKU, false, OLD, true));
    final Map<String, List<String>> profiles = new HashMap<>();
    final Set<String> sold = Set.of("us." + HAIKU, "eu." + HAIKU);
    Availability availability = new Availability(Agreement.AVAILABLE, null, true, true, true);
    @Nullable RuntimeException models;
    @Nullable RuntimeException lookups;
    @Nullable RuntimeException availabilities;
    ModelLifecycle lifecycle = ModelLifecycle.NONE;
    @Nullable RuntimeException lifecycles;

    @Override
    public boolean servesOnDemand(String modelId) {
      refuse(models);
      var known = onDemand.get(modelId);
      if (known == null) {
        throw unseen(Reason.NOT_FOUND);
      }
      return known;
    }

    @Override
    public List<String> modelsOfProfile(String idOrArn) {
      refuse(lookups);
      var known = profiles.get(idOrArn);
      if (known == null) {
        throw unseen(Reason.NOT_FOUND);
      }
      return known;
    }

    @Override
    public Availability availability(String modelId) {
      refuse(availabilities);
      return availability;
    }

    @Override
    public ModelLifecycle lifecycle(String modelId) {
      refuse(lifecycles);
      return lifecycle;
    }

    @Override
    public boolean isSoldThroughProfile(String profileId) {
      return sold.contains(profileId);
    }

    private static void refuse(@Nullable RuntimeException failure) {
      if (failure != null) {
        throw failure;
      }
    }
  }

  private static ModelUnseenException unseen(Reason reason) {
    return new ModelUnseenException(reason, "as told");
  }

  private ModelLookup resolve(String modelId, String region) {
    return new ModelResolver(catalog, ROLE, region).resolve(modelId);
  }

  private static String modelArn(String region, String id) {
    return "arn:aws:bedrock:" + region + "::foundation-model/" + id;
  }

  @Test
  void aModelServedOnDemandIsCalledByItsOwnId() {
    var lookup = resolve(OLD, "us-east-1");

    assertThat(lookup.verdict()).isEqualTo(Verdict.REACHABLE);
    assertThat(lookup.model())
        .isEqualTo(
            new ResolvedModel(
                OLD, OLD, null, modelArn("us-east-1", OLD), List.of(), List.of("us-east-1")));
  }

  @Test
  void whatAwsAnnouncesOfAModelGoesWithIt() {
    catalog.lifecycle = new ModelLifecycle(Instant.parse("2026-11-22T00:00:00Z"), null);
    catalog.profiles.put("us." + HAIKU, List.of(modelArn("us-east-1", HAIKU)));

    assertThat(resolve(OLD, "us-east-1").model())
        .extracting(ResolvedModel::lifecycle)
        .isEqualTo(catalog.lifecycle);
    assertThat(resolve(HAIKU, "us-east-1").model())
        .extracting(ResolvedModel::lifecycle)
        .isEqualTo(catalog.lifecycle);

    catalog.lifecycles = unseen(Reason.NOT_PERMITTED);
    assertThat(resolve(OLD, "us-east-1").verdict()).isEqualTo(Verdict.REACHABLE);
    assertThat(resolve(OLD, "us-east-1").model())
        .extracting(ResolvedModel::lifecycle)
        .isEqualTo(ModelLifecycle.NONE);
  }

  @Test
  void aBareIdServedThroughProfilesOnlyGoesToTheRegionsGeographicProfile() {
    catalog.profiles.put(
        "us." + HAIKU, List.of(modelArn("us-west-2", HAIKU), modelArn("us-east-1", HAIKU)));

    var model = resolve(HAIKU, "us-east-1").model();

    assertThat(model)
        .isEqualTo(
            new ResolvedModel(
                "us." + HAIKU,
                HAIKU,
                "us." + HAIKU,
                "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us." + HAIKU,
                List.of(modelArn("us-west-2", HAIKU), modelArn("us-east-1", HAIKU)),
                List.of("us-east-1", "us-west-2")));
  }

  @Test
  void aGlobalProfileIsNeverChosenUnasked() {
    catalog.profiles.put("global." + HAIKU, List.of(modelArn("", HAIKU)));

    var lookup = resolve(HAIKU, "us-east-1");

    assertThat(lookup.verdict()).isEqualTo(Verdict.UNREACHABLE);
    assertThat(lookup.reason()).isEqualTo("ProfileRequired");
    assertThat(resolve("global." + HAIKU, "us-east-1").verdict()).isEqualTo(Verdict.REACHABLE);
  }

  @ParameterizedTest
  @CsvSource({"true, true", "true, false", "false, true"})
  void aGlobalProfileNeedsTheModelHereAndAnywhereWhicheverAwsLists(boolean here, boolean anywhere) {
    var listed = new ArrayList<String>();
    if (here) {
      listed.add(modelArn("us-east-1", HAIKU));
    }
    if (anywhere) {
      listed.add(modelArn("", HAIKU));
    }
    catalog.profiles.put("global." + HAIKU, listed);

    var model = Objects.requireNonNull(resolve("global." + HAIKU, "us-east-1").model());

    assertThat(model.modelArns())
        .containsExactlyInAnyOrder(modelArn("us-east-1", HAIKU), modelArn("", HAIKU));
    assertThat(model.regions()).containsExactly("us-east-1");
  }

  @Test
  void anApplicationProfileOfAGlobalOneNeedsThemToo() {
    var arn = "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/a1b2c3";
    catalog.profiles.put(arn, List.of(modelArn("", HAIKU)));

    var model = Objects.requireNonNull(resolve(arn, "us-east-1").model());

    assertThat(model.baseModel()).isEqualTo(HAIKU);
    assertThat(model.modelArns())
        .containsExactlyInAnyOrder(modelArn("us-east-1", HAIKU), modelArn("", HAIKU));
  }

  @ParameterizedTest
  @CsvSource({
    "ap-southeast-2, au.",
    "ap-northeast-1, jp.",
    "eu-west-1, eu.",
    "us-west-2, us.",
  })
  void theGeographyFollowsFromTheRegion(String region, String prefix) {
    catalog.profiles.put(prefix + HAIKU, List.of(modelArn(region, HAIKU)));

    assertThat(resolve(HAIKU, region).model())
        .extracting(ResolvedModel::callId)
        .isEqualTo(prefix + HAIKU);
  }

  @Test
  void anArnOfAProfileOnlyModelIsTakenByItsWord() {
    catalog.profiles.put("us." + HAIKU, List.of(modelArn("us-east-1", HAIKU)));

    assertThat(resolve(modelArn("us-east-1", HAIKU), "us-east-1").reason())
        .isEqualTo("ProfileRequired");
  }

  @ParameterizedTest
  @CsvSource({
    "anthropic.claude-99-v1:0, ModelNotFound",
    "us.anthropic.claude-99-v1:0, ModelNotFound",
    "not a model, ModelNotFound",
    "arn:aws:bedrock:eu-west-1::foundation-model/amazon.nova-micro-v1:0, RegionNotSupported",
    "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc123, ModelNotFound",
  })
  void whatDoesNotExistIsUnreachable(String modelId, String reason) {
    var lookup = resolve(modelId, "us-east-1");

    assertThat(lookup.verdict()).isEqualTo(Verdict.UNREACHABLE);
    assertThat(lookup.reason()).isEqualTo(reason);
    assertThat(lookup.model()).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "NOT_AVAILABLE, true, true, AgreementMissing, aws-marketplace:Subscribe",
    "ERROR, false, false, AgreementMissing, (no payment method)",
    "PENDING, true, false, AgreementPending, 15 minutes",
    "AVAILABLE, false, true, AccountNotAuthorized, enrollment",
    "AVAILABLE, true, false, EntitlementMissing, AWS Marketplace",
  })
  void whatTheAccountLacksIsSaid(
      Agreement agreement, boolean authorized, boolean entitled, String reason, String said) {
    catalog.availability =
        new Availability(
            agreement,
            agreement == Agreement.ERROR ? "no payment method" : null,
            authorized,
            entitled,
            true);

    var lookup = resolve(OLD, "us-east-1");

    assertThat(lookup.verdict()).isEqualTo(Verdict.UNREACHABLE);
    assertThat(lookup.reason()).isEqualTo(reason);
    assertThat(lookup.message()).contains(said, "account 123456789012", OLD);
  }

  @Test
  void aModelThatTheRegionDoesNotHaveIsNotSupportedThere() {
    catalog.availability = new Availability(Agreement.AVAILABLE, null, true, true, false);
    catalog.profiles.put("us." + HAIKU, List.of(modelArn("us-west-2", HAIKU)));

    assertThat(resolve(OLD, "us-east-1").reason()).isEqualTo("RegionNotSupported");
    // A profile serves a region that does not have the model itself.
    assertThat(resolve("us." + HAIKU, "us-east-1").verdict()).isEqualTo(Verdict.REACHABLE);
  }

  @Test
  void aRoleThatMayNotLookIsNoReasonToHoldAnEndpoint() {
    catalog.models = unseen(Reason.NOT_PERMITTED);
    catalog.lookups = unseen(Reason.NOT_PERMITTED);
    catalog.availabilities = unseen(Reason.NOT_PERMITTED);

    var bare = resolve(HAIKU, "us-east-1");
    var old = resolve(OLD, "us-east-1");
    var profile = resolve("us." + HAIKU, "us-east-1");

    assertThat(List.of(bare, old, profile))
        .allSatisfy(
            lookup -> {
              assertThat(lookup.verdict()).isEqualTo(Verdict.NOT_PERMITTED);
              assertThat(lookup.reason()).isEqualTo("CheckNotPermitted");
            });
    assertThat(bare.model()).extracting(ResolvedModel::callId).isEqualTo("us." + HAIKU);
    assertThat(old.model()).extracting(ResolvedModel::callId).isEqualTo(OLD);
    assertThat(profile.model())
        .extracting(ResolvedModel::modelArns)
        .isEqualTo(List.of(modelArn("*", HAIKU)));
  }

  @Test
  void anApplicationsProfileIsKnownByTheModelBehindIt() {
    var arn = "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc123";
    catalog.profiles.put(arn, List.of(modelArn("us-east-1", OLD)));

    assertThat(resolve(arn, "us-east-1").model())
        .isEqualTo(
            new ResolvedModel(
                arn, OLD, arn, arn, List.of(modelArn("us-east-1", OLD)), List.of("us-east-1")));
  }

  @ParameterizedTest
  @CsvSource({
    "imported-model/abcdefghij12",
    "provisioned-model/abcdefghij12",
    "custom-model-deployment/abcdefghij12",
  })
  void whatNobodyCanLookUpIsTakenAsItIs(String resource) {
    var arn = "arn:aws:bedrock:us-east-1:123456789012:" + resource;

    var lookup = resolve(arn, "us-east-1");

    assertThat(lookup.verdict()).isEqualTo(Verdict.NOT_PERMITTED);
    assertThat(lookup.model()).extracting(ResolvedModel::resourceArn).isEqualTo(arn);
  }

  @Test
  void aFailureThatSaysNothingOfTheModelIsPassedOn() {
    var away = new IllegalStateException("AWS is away");
    catalog.models = away;

    assertThatThrownBy(() -> resolve(OLD, "us-east-1")).isSameAs(away);
  }

  @Test
  void aCallThroughAnApplicationsProfileIsPricedByTheModelBehindIt() {
    var arn = "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc123";
    catalog.profiles.put(arn, List.of(modelArn("us-east-1", OLD)));
    assertThat(priceKey(arn)).isEqualTo(OLD);

    catalog.profiles.put(arn, List.of(modelArn("us-east-1", HAIKU), modelArn("us-west-2", HAIKU)));
    assertThat(priceKey(arn)).isEqualTo("us." + HAIKU);
    assertThat(priceKey(OLD)).isEqualTo(OLD);
  }

  private String priceKey(String modelId) {
    return Objects.requireNonNull(resolve(modelId, "us-east-1").model()).priceKey("us-east-1");
  }
}
