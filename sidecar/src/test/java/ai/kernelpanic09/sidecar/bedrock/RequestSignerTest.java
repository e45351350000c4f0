package ai.kernelpanic09.sidecar.bedrock;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.core.protocol.SessionCredentials;
import ai.kernelpanic09.sidecar.body.RequestBody;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

/** Signatures are those of AWS's own signer, to the letter. */
class RequestSignerTest {

  private static final AwsV4HttpSigner SDK = AwsV4HttpSigner.create();

  record Case(
      RuntimeTarget target, SessionCredentials session, BedrockRequest request, Instant at) {}

  @Property(tries = 500)
  void signsAsTheSdkDoes(@ForAll("cases") List<Case> cases) {
    var clock = new SteppedClock(Instant.EPOCH);
    var signer = new RequestSigner(new ServerClock(clock));
    var keys = new HashMap<SessionCredentials, SigningKeys>();
    for (var each : cases) {
      clock.put(each.at());
      // Each of them twice: what is kept from one signature must not show in the next.
      for (var i = 0; i < 2; i++) {
        var held =
            keys.computeIfAbsent(each.session(), key -> SigningKeys.of(key, 0, Instant.EPOCH));
        assertThat(signer.sign(each.target(), held, each.request())).isEqualTo(sdk(each));
      }
    }
  }

  @Test
  void theTimeOfAHostThatRefusedAnotherIsSignedWith() {
    var clock = Clock.fixed(Instant.parse("2026-11-30T23:59:58Z"), ZoneOffset.UTC);
    var server = new ServerClock(clock);
    server.refused("there.example", "Tue, 01 Dec 2026 00:10:00 GMT");
    var signer = new RequestSigner(server);
    var keys = SigningKeys.of(new SessionCredentials("k", "AKIA", "s", "", 1), 0, Instant.EPOCH);
    var request = new BedrockRequest("/model/x/converse", RequestBody.of(new byte[0]));
    var here = new RuntimeTarget(true, "here.example", 443, "/model/x", "us-east-1");
    var there = new RuntimeTarget(true, "there.example", 443, "/model/x", "us-east-1");
    assertThat(signer.sign(here, keys, request)).containsEntry("x-amz-date", "20261130T235958Z");
    assertThat(signer.sign(there, keys, request))
        .containsEntry("x-amz-date", "20261201T001000Z")
        .hasEntrySatisfying(
            "authorization", value -> assertThat(value).contains("=AKIA/20261201/us-east-1/"));
  }

  private static Map<String, String> sdk(Case each) {
    var session = each.session();
    var target = each.target();
    var unsigned =
        SdkHttpRequest.builder()
            .method(SdkHttpMethod.POST)
            .protocol(target.tls() ? "https" : "http")
            .host(target.host())
            .port(target.port())
            .encodedPath(each.request().path())
            .putHeader("content-type", "application/json");
    each.request().headers().forEach(unsigned::putHeader);
    var identity =
        session.sessionToken().isEmpty()
            ? AwsCredentialsIdentity.create(session.accessKeyId(), session.secretAccessKey())
            : AwsSessionCredentialsIdentity.create(
                session.accessKeyId(), session.secretAccessKey(), session.sessionToken());
    var signed = new TreeMap<String, String>();
    SDK.sign(
            request ->
                request
                    .identity(identity)
                    .request(unsigned.build())
                    .payload(each.request().body()::open)
                    .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, RequestSigner.SIGNING_NAME)
                    .putProperty(AwsV4HttpSigner.REGION_NAME, target.region())
                    .putProperty(HttpSigner.SIGNING_CLOCK, Clock.fixed(each.at(), ZoneOffset.UTC)))
        .request()
        .forEachHeader((name, values) -> signed.put(lower(name), String.join(",", values)));
    return signed;
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  @Provide
  Arbitrary<List<Case>> cases() {
    return Combinators.combine(targets(), sessions(), requests(), times())
        .as(Case::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(4);
  }

  private static Arbitrary<RuntimeTarget> targets() {
    return Combinators.combine(
            Arbitraries.of(true, false),
            Arbitraries.of("bedrock-runtime.us-east-1.amazonaws.com", "127.0.0.1", "vpce-1.x.y"),
            Arbitraries.of(80, 443, 8443),
            Arbitraries.of("us-east-1", "eu-central-1", "us-gov-west-1"))
        .as((tls, host, port, region) -> new RuntimeTarget(tls, host, port, "/model/x", region));
  }

  private static Arbitrary<SessionCredentials> sessions() {
    var secret = Arbitraries.strings().withCharRange('!', '~').ofMinLength(1).ofMaxLength(60);
    return Combinators.combine(
            Arbitraries.of("AKIAEXAMPLE", "ASIAEXAMPLE"),
            secret,
            Arbitraries.frequencyOf(Tuple.of(1, Arbitraries.just("")), Tuple.of(3, secret)))
        .as((id, key, token) -> new SessionCredentials("id", id, key, token, 60_000));
  }

  private static Arbitrary<BedrockRequest> requests() {
    var segment = Arbitraries.strings().withCharRange(' ', '~').withChars("äß€").ofMaxLength(60);
    var id = segment.filter(text -> !text.isEmpty() && !text.matches("\\.{1,2}"));
    var body = Arbitraries.bytes().array(byte[].class).ofMaxSize(20_000);
    var headers =
        Arbitraries.maps(
                Arbitraries.of("X-Amzn-Bedrock-Trace", "accept", "x-amzn-bedrock-guardrailversion"),
                Arbitraries.strings().withCharRange(' ', '~').withChars('\t').ofMaxLength(40))
            .ofMaxSize(3);
    return Combinators.combine(id, Arbitraries.of("converse", "invoke"), headers, body)
        .as(
            (model, operation, with, content) ->
                new BedrockRequest(
                    RuntimeTarget.guardrailPath(model, operation), with, RequestBody.of(content)));
  }

  private static Arbitrary<Instant> times() {
    var midnight = Instant.parse("2026-12-01T00:00:00Z");
    return Arbitraries.oneOf(
            Arbitraries.longs().between(-2_000, 2_000),
            Arbitraries.longs().between(-1L << 40, 1L << 40))
        .map(millis -> midnight.plus(Duration.ofMillis(millis)));
  }
}
