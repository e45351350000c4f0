package ai.kernelpanic09.simulator.signature;

import ai.kernelpanic09.simulator.iam.Caller;
import ai.kernelpanic09.simulator.iam.Directory;
import ai.kernelpanic09.simulator.signature.SignatureException.Kind;
import ai.kernelpanic09.simulator.wire.AwsRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Verifies Signature Version 4: key, token, scope, time, signed headers, payload and signature. */
public final class SignatureV4 {
  private static final String ALGORITHM = "AWS4-HMAC-SHA256";
  private static final Duration SKEW = Duration.ofMinutes(5);
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  private final Directory directory;
  private final InstantSource clock;

  public SignatureV4(Directory directory, InstantSource clock) {
    this.directory = directory;
    this.clock = clock;
  }

  /** A verified request's signer, and the service and region that it is signed for. */
  public record Signed(Caller caller, String service, String region) {}

  /**
   * The service and region of the credential scope, unverified: they decide the form of an error.
   */
  public static Optional<String> claimedService(AwsRequest request) {
    try {
      return Optional.of(credential(request).service());
    } catch (SignatureException e) {
      return Optional.empty();
    }
  }

  /**
   * Verifies a request.
   *
   * @throws SignatureException for the first check that fails
   */
  public Signed verify(AwsRequest request) {
    var credential = credential(request);
    var caller =
        directory
            .byAccessKey(credential.accessKeyId())
            .orElseThrow(
                () ->
                    new SignatureException(
                        Kind.UNKNOWN_KEY,
                        "The security token included in the request is invalid."));
    checkToken(request, caller);
    checkTime(request, credential);
    checkSignedHeaders(request, credential, caller);
    var payloadHash = Digest.sha256Hex(request.body().getBytes());
    var claimedHash = request.header("x-amz-content-sha256");
    if (!claimedHash.isEmpty()
        && !claimedHash.equals(payloadHash)
        && !claimedHash.equals("UNSIGNED-PAYLOAD")) {
      throw mismatch();
    }
    var canonical =
        CanonicalRequest.of(
            request,
            credential.signedHeaders(),
            claimedHash.equals("UNSIGNED-PAYLOAD") ? claimedHash : payloadHash);
    var toSign =
        String.join(
            "\n",
            ALGORITHM,
            request.header("x-amz-date"),
            credential.scope(),
            Digest.sha256Hex(canonical.getBytes(StandardCharsets.UTF_8)));
    var expected = HexFormat.of().formatHex(Digest.hmac(signingKey(caller, credential), toSign));
    if (!MessageDigest.isEqual(
        expected.getBytes(StandardCharsets.US_ASCII),
        credential.signature().getBytes(StandardCharsets.US_ASCII))) {
      throw mismatch();
    }
    return new Signed(caller, credential.service(), credential.region());
  }

  private static Credential credential(AwsRequest request) {
    var header = request.header("authorization");
    if (header.isEmpty()) {
      throw new SignatureException(Kind.MISSING, "Missing Authentication Token");
    }
    if (!header.startsWith(ALGORITHM + " ")) {
      throw new SignatureException(
          Kind.INCOMPLETE, "Authorization header must begin with " + ALGORITHM);
    }
    var fields = new HashMap<String, String>();
    for (var field : header.substring(ALGORITHM.length() + 1).split(",", -1)) {
      int equals = field.indexOf('=');
      if (equals > 0) {
        fields.put(field.substring(0, equals).trim(), field.substring(equals + 1).trim());
      }
    }
    for (var name : List.of("Credential", "SignedHeaders", "Signature")) {
      if (!fields.containsKey(name)) {
        throw new SignatureException(
            Kind.INCOMPLETE, "Authorization header requires '%s' parameter.".formatted(name));
      }
    }
    var scope = fields.getOrDefault("Credential", "").split("/", -1);
    if (scope.length != 5 || !scope[4].equals("aws4_request")) {
      throw new SignatureException(
          Kind.INCOMPLETE, "Credential must have exactly 5 slash-delimited elements.");
    }
    return new Credential(
        scope[0],
        scope[1],
        scope[2],
        scope[3],
        List.of(fields.getOrDefault("SignedHeaders", "").split(";", -1)),
        fields.getOrDefault("Signature", ""));
  }

  private void checkToken(AwsRequest request, Caller caller) {
    var token = request.header("x-amz-security-token");
    if (!caller.sessionToken().orElse("").equals(token)) {
      throw new SignatureException(
          Kind.WRONG_TOKEN, "The security token included in the request is invalid.");
    }
    if (!clock.instant().isBefore(caller.expires())) {
      throw new SignatureException(
          Kind.EXPIRED_TOKEN, "The security token included in the request is expired");
    }
  }

  private void checkTime(AwsRequest request, Credential credential) {
    var date = request.header("x-amz-date");
    Instant signed;
    try {
      signed = Instant.from(TIME.parse(date));
    } catch (DateTimeParseException e) {
      throw new SignatureException(
          Kind.INCOMPLETE, "Date must be in ISO-8601 'basic format'. Got '" + date + "'.");
    }
    if (!date.startsWith(credential.date())) {
      throw new SignatureException(
          Kind.WRONG_SCOPE, "Date in Credential scope does not match YYYYMMDD from ISO-8601 date.");
    }
    var now = clock.instant();
    if (signed.isBefore(now.minus(SKEW))) {
      throw new SignatureException(
          Kind.EXPIRED_SIGNATURE,
          "Signature expired: %s is now earlier than %s (%s - 5 min.)"
              .formatted(date, TIME.format(now.minus(SKEW)), TIME.format(now)));
    }
    if (signed.isAfter(now.plus(SKEW))) {
      throw new SignatureException(
          Kind.EXPIRED_SIGNATURE,
          "Signature not yet current: %s is still later than %s (%s + 5 min.)"
              .formatted(date, TIME.format(now.plus(SKEW)), TIME.format(now)));
    }
  }

  private static void checkSignedHeaders(AwsRequest request, Credential credential, Caller caller) {
    var signed = credential.signedHeaders();
    var required =
        caller.isSession()
            ? List.of("host", "x-amz-date", "x-amz-security-token")
            : List.of("host", "x-amz-date");
    for (var name : required) {
      if (!signed.contains(name)) {
        throw new SignatureException(
            Kind.MISMATCH, "'%s' must be a 'SignedHeader'.".formatted(name));
      }
    }
    if (!signed.stream().allMatch(request.headers()::contains)) {
      throw mismatch();
    }
  }

  private static byte[] signingKey(Caller caller, Credential credential) {
    var secret = ("AWS4" + caller.secretAccessKey()).getBytes(StandardCharsets.UTF_8);
    var day = Digest.hmac(secret, credential.date());
    var region = Digest.hmac(day, credential.region());
    return Digest.hmac(Digest.hmac(region, credential.service()), "aws4_request");
  }

  private static SignatureException mismatch() {
    return new SignatureException(
        Kind.MISMATCH,
        "The request signature we calculated does not match the signature you provided. Check your"
            + " AWS Secret Access Key and signing method. Consult the service documentation for"
            + " details.");
  }
}
