package ai.kernelpanic09.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.AssumeRoleWithWebIdentityResponse;
import software.amazon.awssdk.services.sts.model.ExpiredTokenException;
import software.amazon.awssdk.services.sts.model.InvalidIdentityTokenException;
import software.amazon.awssdk.services.sts.model.MalformedPolicyDocumentException;
import software.amazon.awssdk.services.sts.model.StsException;

/** STS with the SDK's client: who may assume which role, and for how long. */
class StsTest {
  private static final String ISSUER = "https://oidc.example/id/1";
  private static final String SUBJECT = "system:serviceaccount:ai-operator-system:k8s-ai-operator";
  private static final String TIED = "arn:aws:iam::123456789012:role/tied";
  private static final String WEB = "arn:aws:iam::123456789012:role/web";

  private DemoAccount world;
  private StsClient sts;
  private KeyPair keys;

  @BeforeEach
  void start() throws GeneralSecurityException {
    world = DemoAccount.start();
    sts = world.sts(DemoAccount.BASE);
    var generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    keys = generator.generateKeyPair();
    world
        .simulator()
        .control(
            "POST",
            "seed",
            """
            {"roles":[
            {"arn":"%s","trustPolicy":{"Version":"2012-10-17","Statement":[{"Effect":"Allow",
            "Principal":{"AWS":"%s"},"Action":"sts:AssumeRole","Condition":{"StringLike":{
            "sts:ExternalId":"cluster-1/ai-workloads/*"},"StringEquals":{"sts:RoleSessionName":
            "ai-workloads.claude-haiku"}}}]}},
            {"arn":"%s","trustPolicy":{"Version":"2012-10-17","Statement":[{"Effect":"Allow",
            "Principal":{"Federated":"arn:aws:iam::123456789012:oidc-provider/oidc.example/id/1"},
            "Action":"sts:AssumeRoleWithWebIdentity","Condition":{"StringEquals":{
            "oidc.example/id/1:aud":"sts.amazonaws.com","oidc.example/id/1:sub":"%s"}}}]}}],
            "providers":{"account":"123456789012","issuer":"%s","jwks":%s}}"""
                .formatted(TIED, DemoAccount.OPERATOR, WEB, SUBJECT, ISSUER, jwks()));
  }

  @AfterEach
  void stop() {
    sts.close();
    world.close();
  }

  @Test
  void tellsWhoIsCalling() {
    assertThat(sts.getCallerIdentity().arn()).isEqualTo(DemoAccount.OPERATOR);
    try (var chained = world.sts(world.assume("my.session"))) {
      assertThat(chained.getCallerIdentity().arn())
          .isEqualTo("arn:aws:sts::123456789012:assumed-role/bedrock-invoker/my.session");
    }
  }

  @Test
  void theExternalIdAndTheSessionNameTieARole() {
    var credentials =
        sts.assumeRole(
                r ->
                    r.roleArn(TIED)
                        .roleSessionName("ai-workloads.claude-haiku")
                        .externalId("cluster-1/ai-workloads/claude-haiku"))
            .credentials();
    assertThat(credentials.accessKeyId()).startsWith("ASIA");
    assertThat(credentials.expiration()).isAfter(Instant.now().plusSeconds(3500));
    denied("ai-workloads.claude-haiku", "cluster-2/ai-workloads/claude-haiku");
    denied("team-b.claude-haiku", "cluster-1/ai-workloads/claude-haiku");
    denied("ai-workloads.claude-haiku", null);
  }

  @Test
  void anUnknownRoleIsDeniedAsIfItExisted() {
    assertThatThrownBy(
            () ->
                sts.assumeRole(
                    r -> r.roleArn("arn:aws:iam::999999999999:role/nobody").roleSessionName("s1")))
        .isInstanceOfSatisfying(
            StsException.class,
            e -> {
              assertThat(e.statusCode()).isEqualTo(403);
              assertThat(e.awsErrorDetails().errorCode()).isEqualTo("AccessDenied");
              assertThat(e.awsErrorDetails().errorMessage())
                  .isEqualTo(
                      "User: arn:aws:iam::123456789012:user/operator is not authorized to perform:"
                          + " sts:AssumeRole on resource: arn:aws:iam::999999999999:role/nobody");
            });
  }

  @Test
  void malformedPoliciesAndDurationsAreRefused() {
    assertThatThrownBy(
            () ->
                sts.assumeRole(r -> r.roleArn(DemoAccount.ROLE).roleSessionName("s1").policy("{}")))
        .isInstanceOf(MalformedPolicyDocumentException.class);
    refused("ValidationError", 899, "session", "");
    refused("ValidationError", 3601, "session", "");
    refused("ValidationError", 900, "x", "");
    refused("ValidationError", 900, "session", " ".repeat(2049));
    try (var chained = world.sts(world.assume("session"))) {
      assertThatThrownBy(
              () ->
                  chained.assumeRole(
                      r -> r.roleArn(DemoAccount.ROLE).roleSessionName("s2").durationSeconds(3601)))
          .isInstanceOf(StsException.class);
    }
  }

  @Test
  void aFederatedUserMayDoWhatBothTheUserAndThePolicyAllow() {
    world
        .simulator()
        .control(
            "POST",
            "users",
            """
            {"arn":"arn:aws:iam::123456789012:user/federating","accessKeyId":"AKIAFEDERATING000000",
            "secretAccessKey":"secret-of-the-federating","policies":[{"Version":"2012-10-17",
            "Statement":[{"Effect":"Allow","Action":["sts:*","bedrock:*"],"Resource":"*"}]}]}""");
    var user = AwsBasicCredentials.create("AKIAFEDERATING000000", "secret-of-the-federating");
    try (var federating = world.sts(user)) {
      var listing = federated(federating, "bedrock:ListGuardrails");
      try (var sessions = world.sts(listing);
          var allowed = world.bedrock(listing);
          var refused = world.bedrock(federated(federating, "bedrock:InvokeModel"))) {
        assertThat(sessions.getCallerIdentity().arn())
            .isEqualTo("arn:aws:sts::123456789012:federated-user/tester");
        assertThat(allowed.listGuardrails(r -> {}).guardrails()).isEmpty();
        assertThatThrownBy(() -> refused.listGuardrails(r -> {}))
            .hasMessageContaining("no session policy allows the bedrock:ListGuardrails action");
        assertThatThrownBy(() -> federated(sessions, "bedrock:InvokeModel"))
            .hasMessageContaining("Cannot call GetFederationToken with session credentials");
      }
    }
    assertThatThrownBy(() -> federated(sts, "bedrock:InvokeModel"))
        .hasMessageContaining("is not authorized to perform: sts:GetFederationToken");
  }

  private static AwsSessionCredentials federated(StsClient sts, String action) {
    var keys =
        sts.getFederationToken(
                r ->
                    r.name("tester")
                        .policy(
                            "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\","
                                + "\"Action\":\"%s\",\"Resource\":\"*\"}]}".formatted(action)))
            .credentials();
    return AwsSessionCredentials.create(
        keys.accessKeyId(), keys.secretAccessKey(), keys.sessionToken());
  }

  @Test
  void aWebIdentityBecomesARole() {
    var session = withToken(token(ISSUER, SUBJECT, "sts.amazonaws.com", 600, keys));
    assertThat(session.subjectFromWebIdentityToken()).isEqualTo(SUBJECT);
    assertThat(session.assumedRoleUser().arn())
        .isEqualTo("arn:aws:sts::123456789012:assumed-role/web/web-session");
  }

  @Test
  void aWebIdentityThatIsNotRightDoesNot() throws GeneralSecurityException {
    assertThatThrownBy(() -> withToken(token(ISSUER, "other", "sts.amazonaws.com", 600, keys)))
        .hasMessageContaining("Not authorized to perform sts:AssumeRoleWithWebIdentity");
    assertThatThrownBy(() -> withToken(token(ISSUER, SUBJECT, "vault", 600, keys)))
        .isInstanceOf(InvalidIdentityTokenException.class)
        .hasMessageContaining("Incorrect token audience");
    assertThatThrownBy(() -> withToken(token(ISSUER, SUBJECT, "sts.amazonaws.com", -1, keys)))
        .isInstanceOf(ExpiredTokenException.class);
    assertThatThrownBy(
            () -> withToken(token("https://evil", SUBJECT, "sts.amazonaws.com", 600, keys)))
        .hasMessageContaining("No OpenIDConnect provider found");
    var generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    var forged = generator.generateKeyPair();
    assertThatThrownBy(() -> withToken(token(ISSUER, SUBJECT, "sts.amazonaws.com", 600, forged)))
        .hasMessageContaining("Token signature invalid");
    assertThatThrownBy(() -> withToken("not-a-token"))
        .isInstanceOf(InvalidIdentityTokenException.class);
  }

  private void denied(String session, @Nullable String externalId) {
    assertThatThrownBy(
            () ->
                sts.assumeRole(
                    r -> r.roleArn(TIED).roleSessionName(session).externalId(externalId)))
        .hasMessageContaining("is not authorized to perform: sts:AssumeRole");
  }

  private void refused(String code, int seconds, String session, String policy) {
    assertThatThrownBy(
            () ->
                sts.assumeRole(
                    r ->
                        r.roleArn(DemoAccount.ROLE)
                            .roleSessionName(session)
                            .durationSeconds(seconds)
                            .policy(policy.isEmpty() ? null : policy)))
        .isInstanceOfSatisfying(
            StsException.class, e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code));
  }

  private AssumeRoleWithWebIdentityResponse withToken(String token) {
    return sts.assumeRoleWithWebIdentity(
        r -> r.roleArn(WEB).roleSessionName("web-session").webIdentityToken(token));
  }

  private String jwks() {
    var key = (RSAPublicKey) keys.getPublic();
    return new JsonObject()
        .put(
            "keys",
            new JsonArray()
                .add(
                    new JsonObject()
                        .put("kid", "k1")
                        .put("kty", "RSA")
                        .put("n", base64(key.getModulus().toByteArray()))
                        .put("e", base64(key.getPublicExponent().toByteArray()))))
        .encode();
  }

  private static String token(
      String issuer, String subject, String audience, long seconds, KeyPair keys) {
    long now = Instant.now().getEpochSecond();
    var claims =
        new JsonObject()
            .put("iss", issuer)
            .put("sub", subject)
            .put("aud", new JsonArray().add(audience))
            .put("iat", now - 10)
            .put("exp", now + seconds);
    var head =
        base64("{\"alg\":\"RS256\",\"kid\":\"k1\"}".getBytes(StandardCharsets.UTF_8))
            + "."
            + base64(claims.encode().getBytes(StandardCharsets.UTF_8));
    try {
      var signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(keys.getPrivate());
      signature.update(head.getBytes(StandardCharsets.US_ASCII));
      return head + "." + base64(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
