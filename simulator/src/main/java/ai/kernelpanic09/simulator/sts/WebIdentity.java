package ai.kernelpanic09.simulator.sts;

import ai.kernelpanic09.simulator.iam.Directory;
import ai.kernelpanic09.simulator.iam.IdentityProvider;
import ai.kernelpanic09.simulator.wire.AwsError;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Checks OpenID Connect tokens: structure, issuer, audience, subject, times, and the signature when
 * the provider was registered with keys.
 */
final class WebIdentity {
  private final Directory directory;
  private final InstantSource clock;

  WebIdentity(Directory directory, InstantSource clock) {
    this.directory = directory;
    this.clock = clock;
  }

  record Verified(IdentityProvider provider, String subject, String audience) {}

  Verified verify(String token, String account) {
    var parts = token.split("\\.", -1);
    if (parts.length != 3) {
      throw invalid(
          "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)");
    }
    var header = json(parts[0]);
    var claims = json(parts[1]);
    var issuer = claim(claims, "iss");
    var provider =
        directory
            .provider(account, issuer)
            .orElseThrow(
                () -> invalid("No OpenIDConnect provider found in your account for " + issuer));
    if (!provider.keys().isEmpty()) {
      checkSignature(parts, header, provider);
    }
    var subject = claim(claims, "sub");
    var audience =
        audiences(claims).stream()
            .filter(provider.audiences()::contains)
            .findFirst()
            .orElseThrow(() -> invalid("Incorrect token audience"));
    checkTimes(claims);
    return new Verified(provider, subject, audience);
  }

  private void checkTimes(JsonObject claims) {
    if (!(claims.getValue("exp") instanceof Number expires)
        || !(claims.getValue("iat") instanceof Number)) {
      throw invalid("Missing a required claim: exp or iat");
    }
    long now = clock.instant().getEpochSecond();
    if (now >= expires.longValue()) {
      throw new AwsError(
          400,
          "ExpiredTokenException",
          "Token expired: current date/time %d must be before the expiration date/time %d"
              .formatted(now, expires.longValue()));
    }
    if (claims.getValue("nbf") instanceof Number from && now + 300 < from.longValue()) {
      throw invalid("Token is not yet valid");
    }
  }

  private static void checkSignature(String[] parts, JsonObject header, IdentityProvider provider) {
    var key =
        Optional.ofNullable(provider.keys().get(String.valueOf(header.getValue("kid"))))
            .orElseThrow(
                () ->
                    invalid(
                        "Couldn't retrieve verification key from your identity provider,  please reference AssumeRoleWithWebIdentity documentation for requirements"));
    try {
      var signature = Signature.getInstance(algorithm(header, key));
      signature.initVerify(key);
      signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
      if (!signature.verify(Base64.getUrlDecoder().decode(parts[2]))) {
        throw invalid("Token signature invalid");
      }
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw invalid("Token signature invalid");
    }
  }

  private static String algorithm(JsonObject header, PublicKey key) {
    var algorithm = String.valueOf(header.getValue("alg"));
    if (algorithm.equals("RS256") && key.getAlgorithm().equals("RSA")) {
      return "SHA256withRSA";
    }
    if (algorithm.equals("ES256") && key.getAlgorithm().equals("EC")) {
      return "SHA256withECDSAinP1363Format";
    }
    throw invalid("Unsupported signature algorithm: " + algorithm);
  }

  private static List<String> audiences(JsonObject claims) {
    return switch (claims.getValue("aud")) {
      case String one -> List.of(one);
      case JsonArray several -> several.stream().map(String::valueOf).toList();
      case null, default -> throw invalid("Missing a required claim: aud");
    };
  }

  private static String claim(JsonObject claims, String name) {
    if (claims.getValue(name) instanceof String value && !value.isEmpty()) {
      return value;
    }
    throw invalid("Missing a required claim: " + name);
  }

  private static JsonObject json(String part) {
    try {
      return new JsonObject(
          new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8));
    } catch (DecodeException | IllegalArgumentException | ClassCastException e) {
      throw invalid(
          "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)");
    }
  }

  private static AwsError invalid(String message) {
    return new AwsError(400, "InvalidIdentityToken", message);
  }
}
