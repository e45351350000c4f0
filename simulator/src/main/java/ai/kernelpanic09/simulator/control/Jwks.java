package ai.kernelpanic09.simulator.control;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads a JSON Web Key Set: RSA keys and P-256 keys. */
final class Jwks {
  private Jwks() {}

  static Map<String, PublicKey> read(JsonObject jwks) {
    var keys = new LinkedHashMap<String, PublicKey>();
    var array = jwks.getJsonArray("keys", new JsonArray());
    for (int i = 0; i < array.size(); i++) {
      var key = array.getJsonObject(i);
      try {
        keys.put(Form.text(key, "kid"), key(key));
      } catch (GeneralSecurityException e) {
        throw new IllegalArgumentException("jwks: unreadable key " + key.getString("kid"), e);
      }
    }
    return keys;
  }

  private static PublicKey key(JsonObject key) throws GeneralSecurityException {
    return switch (Form.text(key, "kty")) {
      case "RSA" ->
          KeyFactory.getInstance("RSA")
              .generatePublic(new RSAPublicKeySpec(number(key, "n"), number(key, "e")));
      case "EC" -> {
        var parameters = AlgorithmParameters.getInstance("EC");
        parameters.init(new ECGenParameterSpec("secp256r1"));
        yield KeyFactory.getInstance("EC")
            .generatePublic(
                new ECPublicKeySpec(
                    new ECPoint(number(key, "x"), number(key, "y")),
                    parameters.getParameterSpec(ECParameterSpec.class)));
      }
      default -> throw new IllegalArgumentException("jwks: unknown kty " + key.getString("kty"));
    };
  }

  private static BigInteger number(JsonObject key, String name) {
    return new BigInteger(1, Base64.getUrlDecoder().decode(Form.text(key, name)));
  }
}
