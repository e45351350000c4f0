package ai.kernelpanic09.simulator.control;

import ai.kernelpanic09.simulator.iam.Arn;
import ai.kernelpanic09.simulator.iam.IdentityProvider;
import ai.kernelpanic09.simulator.iam.Policy;
import ai.kernelpanic09.simulator.iam.PolicyReader;
import ai.kernelpanic09.simulator.iam.Role;
import ai.kernelpanic09.simulator.iam.User;
import ai.kernelpanic09.simulator.wire.IdSource;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads identities from JSON documents of the test control. */
final class IdentityForms {
  private final IdSource ids;

  IdentityForms(IdSource ids) {
    this.ids = ids;
  }

  /** {arn, trustPolicy, policies[], maxSessionSeconds?}; policies are objects. */
  Role role(JsonObject json) {
    Form.only(json, "arn", "trustPolicy", "policies", "maxSessionSeconds");
    return new Role(
        arn(json, "role/"),
        ids.key("AROA", 17),
        PolicyReader.trust(Form.object(json, "trustPolicy").encode()),
        policies(json.getValue("policies")),
        Duration.ofSeconds(json.getLong("maxSessionSeconds", 3600L)));
  }

  /** {arn, accessKeyId, secretAccessKey, policies[]}. */
  User user(JsonObject json) {
    Form.only(json, "arn", "accessKeyId", "secretAccessKey", "policies");
    return new User(
        arn(json, "user/"),
        ids.key("AIDA", 17),
        Form.text(json, "accessKeyId"),
        Form.text(json, "secretAccessKey"),
        policies(json.getValue("policies")));
  }

  /**
   * {account, issuer, audiences[]?, jwks?}; without jwks the tokens' signatures are not checked.
   */
  IdentityProvider provider(JsonObject json) {
    Form.only(json, "account", "issuer", "audiences", "jwks");
    var audiences = new LinkedHashSet<String>();
    json.getJsonArray("audiences", new JsonArray().add("sts.amazonaws.com"))
        .forEach(a -> audiences.add((String) a));
    return new IdentityProvider(
        Form.text(json, "account"),
        Form.text(json, "issuer"),
        audiences,
        Jwks.read(json.getJsonObject("jwks", new JsonObject())));
  }

  private static Arn arn(JsonObject json, String kind) {
    var arn = Arn.parse(Form.text(json, "arn"));
    if (!arn.service().equals("iam") || !arn.resource().startsWith(kind)) {
      throw new IllegalArgumentException("arn: not an ARN of an IAM " + kind + "...: " + arn);
    }
    return arn;
  }

  private static List<Policy> policies(@Nullable Object value) {
    return switch (value) {
      case null -> List.of();
      case JsonArray array -> {
        var policies = new ArrayList<Policy>();
        for (int i = 0; i < array.size(); i++) {
          policies.add(PolicyReader.identity(array.getJsonObject(i).encode()));
        }
        yield List.copyOf(policies);
      }
      default -> throw new IllegalArgumentException("policies: not a list");
    };
  }
}
