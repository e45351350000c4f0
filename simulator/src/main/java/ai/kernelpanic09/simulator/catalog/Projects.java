package ai.kernelpanic09.simulator.catalog;

import ai.kernelpanic09.simulator.wire.AwsError;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The Bedrock projects of all accounts: whose bill a call is on. An account's default one need not
 * be made.
 */
public final class Projects {

  /** The name of the project that every account has. */
  public static final String DEFAULT = "default";

  private static final String APPLICATION_PROFILE = ":application-inference-profile/";

  private final Set<Project> all = ConcurrentHashMap.newKeySet();

  /** A project that is active. */
  public record Project(String account, String region, String id) {}

  public void put(Project project) {
    all.add(project);
  }

  /**
   * The id of the project that a call names.
   *
   * @param identifier id or ARN
   * @param target the model or profile that is called, by its ARN or id
   */
  public String require(String identifier, String account, String region, String target) {
    if (identifier.equals(DEFAULT)) {
      return DEFAULT;
    }
    if (target.contains(APPLICATION_PROFILE)) {
      throw AwsError.validation(
          "Application inference profiles don't support non-default projects.");
    }
    var id = identifier;
    if (identifier.startsWith("arn:")) {
      var parts = identifier.split(":", 6);
      if (!parts[3].equals(region) || !parts[4].equals(account)) {
        throw AwsError.validation(
            "The project must belong to your account and the Region of the request.");
      }
      id = parts[5].substring("project/".length());
    }
    if (!all.contains(new Project(account, region, id))) {
      throw AwsError.validation("The provided project identifier is invalid.");
    }
    return id;
  }
}
