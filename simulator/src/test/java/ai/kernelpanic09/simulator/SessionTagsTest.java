package ai.kernelpanic09.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.services.bedrock.model.BedrockException;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.PackedPolicyTooLargeException;
import software.amazon.awssdk.services.sts.model.StsException;
import software.amazon.awssdk.services.sts.model.Tag;

/** Session tags and source identities: who may set them, and what they do afterwards. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SessionTagsTest {
  private static final String TAGGED = "arn:aws:iam::123456789012:role/tagged";

  private final DemoAccount world = DemoAccount.start();

  @BeforeAll
  void aRoleThatTakesTagsAndShutsOutOneNamespace() {
    world
        .simulator()
        .control(
            "POST",
            "roles",
            """
            {"arn":"%s","trustPolicy":{"Version":"2012-10-17","Statement":[{"Effect":"Allow",
            "Principal":{"AWS":["%s","arn:aws:iam::123456789012:role/tagged"]},
            "Action":["sts:AssumeRole","sts:TagSession","sts:SetSourceIdentity"],
            "Condition":{"ForAllValues:StringEquals":{"aws:TagKeys":["namespace","endpoint"]}}}]},
            "policies":[{"Version":"2012-10-17","Statement":[
            {"Effect":"Allow","Action":["bedrock:*","sts:*"],"Resource":"*"},
            {"Effect":"Deny","Action":"bedrock:*","Resource":"*",
             "Condition":{"StringEquals":{"aws:PrincipalTag/namespace":"removed"}}},
            {"Effect":"Deny","Action":"bedrock:*","Resource":"*",
             "Condition":{"StringEquals":{"aws:SourceIdentity":"removed"}}},
            {"Effect":"Deny","Action":"bedrock:*","Resource":"*",
             "Condition":{"StringLike":{"aws:userid":"*:*@removed"}}}]}]}\
            """
                .formatted(TAGGED, DemoAccount.OPERATOR));
  }

  @AfterAll
  void stop() {
    world.close();
  }

  @Test
  void aTrustPolicyMustAllowEachByItself() {
    refused(
        "sts:TagSession", each -> each.roleArn(DemoAccount.ROLE).tags(tag("namespace", "team")));
    refused("sts:SetSourceIdentity", each -> each.roleArn(DemoAccount.ROLE).sourceIdentity("team"));
    refused("sts:AssumeRole", each -> each.roleArn(TAGGED).tags(tag("project", "mine")));
  }

  @Test
  void theSessionCarriesThemIntoItsRequests() {
    var session =
        world.assume(request(each -> each.tags(tag("namespace", "team")).sourceIdentity("team")));

    assertThatCode(models(session)).doesNotThrowAnyException();
  }

  @Test
  void aDenyByTagSourceIdentityOrSessionNameHoldsForThatNamespaceAlone() {
    for (var removed :
        new AssumeRoleRequest[] {
          request(each -> each.tags(tag("namespace", "removed"))),
          request(each -> each.sourceIdentity("removed")),
          request(each -> each.roleSessionName("team.claude@removed"))
        }) {
      assertThatThrownBy(models(world.assume(removed)))
          .isInstanceOf(BedrockException.class)
          .hasMessageContaining("with an explicit deny in an identity-based policy");
    }
    assertThatCode(
            models(
                world.assume(
                    request(
                        each ->
                            each.tags(tag("namespace", "team"))
                                .sourceIdentity("team")
                                .roleSessionName("team.claude@team")))))
        .doesNotThrowAnyException();
  }

  @Test
  void aSessionKeepsItsSourceIdentity() {
    try (var chained = world.sts(world.assume(request(each -> each.sourceIdentity("team"))))) {
      assertThat(chained.assumeRole(request(each -> {})).sourceIdentity()).isEqualTo("team");
      assertThatThrownBy(() -> chained.assumeRole(request(each -> each.sourceIdentity("other"))))
          .isInstanceOf(StsException.class)
          .hasMessageContaining("sts:SetSourceIdentity");
    }
  }

  @Test
  void whatIsMalformedIsRefused() {
    invalid("ValidationError", each -> each.sourceIdentity("a"));
    invalid("ValidationError", each -> each.sourceIdentity("a b"));
    invalid("ValidationError", each -> each.tags(tag("aws:namespace", "team")));
    invalid("ValidationError", each -> each.tags(tag("namespace", "x".repeat(257))));
    invalid(
        "InvalidParameterValue", each -> each.tags(tag("namespace", "a"), tag("Namespace", "b")));
    invalid(
        "InvalidParameterValue",
        each -> each.tags(tag("namespace", "a")).transitiveTagKeys("endpoint"));
  }

  @Test
  void tagsTakeRoomFromTheSessionPolicy() {
    var policy =
        """
        {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"bedrock:*","Resource":"*"}]}
        """;
    var large = policy + " ".repeat(2_040 - policy.length());

    assertThatCode(() -> world.assume(request(each -> each.policy(large))))
        .doesNotThrowAnyException();
    assertThatThrownBy(
            () -> world.assume(request(each -> each.policy(large).tags(tag("namespace", "team")))))
        .isInstanceOf(PackedPolicyTooLargeException.class);
  }

  private ThrowingCallable models(AwsSessionCredentials keys) {
    return () -> {
      try (var bedrock = world.bedrock(keys)) {
        bedrock.listFoundationModels(each -> {});
      }
    };
  }

  private void refused(String action, Consumer<AssumeRoleRequest.Builder> with) {
    assertThatThrownBy(() -> world.assume(request(with)))
        .isInstanceOfSatisfying(
            StsException.class,
            e -> {
              assertThat(e.awsErrorDetails().errorCode()).isEqualTo("AccessDenied");
              assertThat(e.awsErrorDetails().errorMessage())
                  .contains("not authorized to perform: " + action);
            });
  }

  private void invalid(String code, Consumer<AssumeRoleRequest.Builder> with) {
    assertThatThrownBy(() -> world.assume(request(with)))
        .isInstanceOfSatisfying(
            StsException.class, e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code));
  }

  private static AssumeRoleRequest request(Consumer<AssumeRoleRequest.Builder> with) {
    var request = AssumeRoleRequest.builder().roleArn(TAGGED).roleSessionName("team.claude");
    with.accept(request);
    return request.build();
  }

  private static Tag tag(String key, String value) {
    return Tag.builder().key(key).value(value).build();
  }
}
