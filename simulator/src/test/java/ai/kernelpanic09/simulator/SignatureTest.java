package ai.kernelpanic09.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;

/** The answers to invalid signatures. */
class SignatureTest {
  private static final String PATH = "/model/amazon.nova-micro-v1%3A0/converse";
  private static final String HELLO =
      "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"Hello\"}]}]}";
  private static final Map<String, String> JSON = Map.of("content-type", "application/json");

  private DemoAccount world;
  private AwsSessionCredentials session;

  @BeforeEach
  void start() {
    world = DemoAccount.start();
    session = world.assume("session");
  }

  @AfterEach
  void stop() {
    world.close();
  }

  @Test
  void aSoundOnePasses() {
    assertThat(Wire.bedrock(world, session).post(PATH, HELLO).statusCode()).isEqualTo(200);
  }

  @Test
  void aWrongSecretDoesNot() {
    var wrong =
        AwsSessionCredentials.create(session.accessKeyId(), "guessed", session.sessionToken());
    refused(Wire.bedrock(world, wrong).post(PATH, HELLO), 403, "InvalidSignatureException");
  }

  @Test
  void anotherBodyThanTheSignedOneDoesNot() {
    var wire = Wire.bedrock(world, session);
    var signed = wire.sign("POST", PATH, HELLO, JSON);
    refused(wire.send(signed, HELLO.replace("Hello", "Hallo")), 403, "InvalidSignatureException");
  }

  @Test
  void anotherPathThanTheSignedOneDoesNot() {
    var wire = Wire.bedrock(world, session);
    var signed = wire.sign("POST", PATH, HELLO, JSON).toBuilder();
    signed.encodedPath("/model/amazon.nova-pro-v1%3A0/converse");
    refused(wire.send(signed.build(), HELLO), 403, "InvalidSignatureException");
  }

  @Test
  void aMissingOrForeignTokenDoesNot() {
    var without = AwsBasicCredentials.create(session.accessKeyId(), session.secretAccessKey());
    refused(Wire.bedrock(world, without).post(PATH, HELLO), 403, "UnrecognizedClientException");
    var unknown = AwsBasicCredentials.create("AKIAUNKNOWN000000000", "secret");
    refused(Wire.bedrock(world, unknown).post(PATH, HELLO), 403, "UnrecognizedClientException");
  }

  @Test
  void anotherServicesScopeDoesNot() {
    refused(
        new Wire(world, session, "s3", "us-east-1").post(PATH, HELLO),
        403,
        "InvalidSignatureException");
  }

  @Test
  void anExpiredSessionDoesNot() {
    var wire = Wire.bedrock(world, session);
    var signed = wire.sign("POST", PATH, HELLO, JSON);
    world.simulator().control("POST", "clock", "{\"offsetSeconds\": 3601}");
    refused(wire.send(signed, HELLO), 403, "ExpiredTokenException");
  }

  @Test
  void aStaleSignatureDoesNot() {
    var wire = Wire.bedrock(world, session);
    var signed = wire.sign("POST", PATH, HELLO, JSON);
    world.simulator().control("POST", "clock", "{\"offsetSeconds\": 301}");
    var response = wire.send(signed, HELLO);
    refused(response, 403, "InvalidSignatureException");
    assertThat(Wire.text(response)).contains("Signature expired");
  }

  @Test
  void noSignatureDoesNot() {
    var wire = Wire.bedrock(world, session);
    var signed = wire.sign("POST", PATH, HELLO, JSON).toBuilder();
    signed.removeHeader("Authorization");
    refused(wire.send(signed.build(), HELLO), 403, "MissingAuthenticationTokenException");
  }

  @Test
  void aRefusedCallIsListedAndFree() {
    var wrong =
        AwsSessionCredentials.create(session.accessKeyId(), "guessed", session.sessionToken());
    Wire.bedrock(world, wrong).post(PATH, HELLO);
    var call = world.simulator().bill().calls().getLast();
    assertThat(call.result().error()).isEqualTo("InvalidSignatureException");
    assertThat(world.simulator().bill().total().billedNanoDollars()).isZero();
  }

  private static void refused(HttpResponse<byte[]> response, int status, String code) {
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.headers().firstValue("x-amzn-errortype").orElse("")).startsWith(code + ":");
    assertThat(response.headers().firstValue("x-amzn-requestid")).isPresent();
    assertThat(new JsonObject(Wire.text(response)).fieldNames()).containsExactly("message");
  }
}
