package ai.kernelpanic09.operator.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * What a token claims. Nothing of it is proven: it only tells which tokens need not be reviewed,
 * because they can't be what they must be, and how long one holds that the API server has accepted.
 *
 * @param audiences the claim {@code aud}
 * @param expires the claim {@code exp}
 */
record TokenClaims(List<String> audiences, Instant expires) {

  /** Longer than any that an API server issues. */
  private static final int MAX_CHARACTERS = 16 * 1024;

  private static final ObjectMapper JSON = new ObjectMapper();

  TokenClaims {
    audiences = List.copyOf(audiences);
  }

  /** The claims of a ServiceAccount's token; empty when it can't be one that is bound to a pod. */
  static Optional<TokenClaims> of(String token) {
    if (token.length() > MAX_CHARACTERS) {
      return Optional.empty();
    }
    var parts = token.split("\\.", -1);
    if (parts.length != 3) {
      return Optional.empty();
    }
    try {
      var claims = JSON.readTree(Base64.getUrlDecoder().decode(parts[1]));
      return claims.path("exp").isNumber()
          ? Optional.of(
              new TokenClaims(
                  audiences(claims.path("aud")),
                  Instant.ofEpochSecond(claims.path("exp").asLong())))
          : Optional.empty();
    } catch (IOException | IllegalArgumentException | DateTimeException e) {
      return Optional.empty();
    }
  }

  private static List<String> audiences(JsonNode aud) {
    if (aud.isTextual()) {
      return List.of(aud.asText());
    }
    return aud.valueStream().map(JsonNode::asText).toList();
  }
}
