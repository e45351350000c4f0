package ai.kernelpanic09.simulator.sts;

import ai.kernelpanic09.simulator.iam.Arn;
import ai.kernelpanic09.simulator.iam.Authorizer;
import ai.kernelpanic09.simulator.iam.Caller;
import ai.kernelpanic09.simulator.iam.Directory;
import ai.kernelpanic09.simulator.iam.Policy;
import ai.kernelpanic09.simulator.iam.RequestContext;
import ai.kernelpanic09.simulator.iam.Role;
import ai.kernelpanic09.simulator.iam.TrustCheck;
import ai.kernelpanic09.simulator.wire.AwsError;
import ai.kernelpanic09.simulator.wire.AwsResponse;
import ai.kernelpanic09.simulator.wire.IdSource;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * AssumeRole, AssumeRoleWithWebIdentity, GetFederationToken and GetCallerIdentity.
 *
 * @see <a href="https://docs.aws.amazon.com/STS/latest/APIReference/welcome.html">AWS STS API
 *     reference</a>
 */
public final class SecurityTokenService {
  private static final String SESSION_NAME = "[\\w+=,.@-]*";
  private static final String ARN = "[\\x{9}\\x{A}\\x{D}\\x{20}-\\x{7E}\\x{85}-\\x{10FFFF}]+";
  private static final int MAX_SESSION_SECONDS = 43_200;
  private static final int MAX_CHAINED_SESSION_SECONDS = 3_600;
  private static final int MAX_FEDERATED_SECONDS = 129_600;

  private final Directory directory;
  private final InstantSource clock;
  private final IdSource ids;
  private final WebIdentity webIdentity;

  public SecurityTokenService(Directory directory, InstantSource clock, IdSource ids) {
    this.directory = directory;
    this.clock = clock;
    this.ids = ids;
    webIdentity = new WebIdentity(directory, clock);
  }

  /**
   * Answers a request.
   *
   * @param caller the identity that signed it; empty for AssumeRoleWithWebIdentity
   * @throws AwsError with STS's codes
   */
  public AwsResponse handle(Map<String, String> form, Optional<Caller> caller, String requestId) {
    var parameters = new StsParameters(form);
    if (!"2011-06-15".equals(form.get("Version"))) {
      throw new AwsError(
          400,
          "InvalidAction",
          "Could not find operation " + form.get("Action") + " for this version");
    }
    var action = form.getOrDefault("Action", "");
    if (action.equals("AssumeRoleWithWebIdentity")) {
      return assumeRoleWithWebIdentity(parameters, requestId);
    }
    var signer =
        caller.orElseThrow(
            () ->
                new AwsError(
                    403, "MissingAuthenticationToken", "Request is missing Authentication Token"));
    return switch (action) {
      case "AssumeRole" -> assumeRole(parameters, signer, requestId);
      case "GetFederationToken" -> federationToken(parameters, signer, requestId);
      case "GetCallerIdentity" -> callerIdentity(parameters, signer, requestId);
      default ->
          throw new AwsError(
              400,
              "InvalidAction",
              "Could not find operation " + action + " for version 2011-06-15");
    };
  }

  private AwsResponse assumeRole(StsParameters parameters, Caller caller, String requestId) {
    parameters.allowOnly(
        Set.of(
            "RoleArn",
            "RoleSessionName",
            "DurationSeconds",
            "ExternalId",
            "Policy",
            "PolicyArns.",
            "Tags.",
            "TransitiveTagKeys.",
            "SourceIdentity"));
    var roleArn = parameters.text("RoleArn", 20, 2048, ARN);
    var name = parameters.text("RoleSessionName", 2, 64, SESSION_NAME);
    var externalId = parameters.optional("ExternalId", 2, 1224, "[\\w+=,.@:\\/-]*");
    var duration = parameters.duration(3600, MAX_SESSION_SECONDS);
    var policy = parameters.sessionPolicy();
    var tags = parameters.tags();
    parameters.checkTransitiveKeys(tags.keySet());
    var asked = parameters.sourceIdentity();
    var inherited = caller.sessionKeys().getOrDefault(Caller.SOURCE_IDENTITY, "");
    var keys = new LinkedHashMap<String, List<String>>();
    keys.put("sts:RoleSessionName", List.of(name));
    keys.put("aws:PrincipalArn", List.of(caller.identityArn()));
    keys.put("aws:PrincipalAccount", List.of(caller.account()));
    if (!externalId.isEmpty()) {
      keys.put("sts:ExternalId", List.of(externalId));
    }
    if (!asked.isEmpty()) {
      keys.put("sts:SourceIdentity", List.of(asked));
    }
    if (!inherited.isEmpty()) {
      keys.put(Caller.SOURCE_IDENTITY, List.of(inherited));
    }
    if (!tags.isEmpty()) {
      keys.put("aws:TagKeys", List.copyOf(tags.keySet()));
    }
    tags.forEach((k, v) -> keys.put("aws:RequestTag/" + k, List.of(v)));
    var context = new RequestContext(keys);
    var role = directory.role(roleArn);
    if (role.isEmpty() || !TrustCheck.mayAssume(caller, role.get(), "sts:AssumeRole", context)) {
      throw denied(caller, "sts:AssumeRole", roleArn);
    }
    if (!tags.isEmpty() && !TrustCheck.mayAssume(caller, role.get(), "sts:TagSession", context)) {
      throw denied(caller, "sts:TagSession", roleArn);
    }
    var sets = !asked.isEmpty() && !asked.equals(inherited);
    if (sets
        && (!inherited.isEmpty()
            || !TrustCheck.mayAssume(caller, role.get(), "sts:SetSourceIdentity", context))) {
      throw denied(caller, "sts:SetSourceIdentity", roleArn);
    }
    if (caller.isSession() && duration > MAX_CHAINED_SESSION_SECONDS) {
      throw new AwsError(
          400,
          "ValidationError",
          "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role"
              + " chaining.");
    }
    var packed = packedSize(parameters, tags);
    var source = asked.isEmpty() ? inherited : asked;
    var carried = principalTags(tags);
    if (!source.isEmpty()) {
      carried.put(Caller.SOURCE_IDENTITY, source);
    }
    var session = open(role.get(), name, duration, policy, carried);
    var fields = new LinkedHashMap<String, Object>();
    fields.put("Credentials", credentials(session));
    fields.put("AssumedRoleUser", assumedRoleUser(session));
    if (packed > 0) {
      fields.put("PackedPolicySize", packed);
    }
    if (!source.isEmpty()) {
      fields.put("SourceIdentity", source);
    }
    return StsXml.result("AssumeRole", fields, requestId);
  }

  private AwsResponse assumeRoleWithWebIdentity(StsParameters parameters, String requestId) {
    parameters.allowOnly(
        Set.of(
            "RoleArn",
            "RoleSessionName",
            "DurationSeconds",
            "Policy",
            "PolicyArns.",
            "WebIdentityToken",
            "ProviderId"));
    var roleArn = parameters.text("RoleArn", 20, 2048, ARN);
    var name = parameters.text("RoleSessionName", 2, 64, SESSION_NAME);
    var token = parameters.text("WebIdentityToken", 4, 20_000, "(?s).*");
    var duration = parameters.duration(3600, MAX_SESSION_SECONDS);
    var policy = parameters.sessionPolicy();
    var arn = parsed(roleArn);
    var identity = webIdentity.verify(token, arn.account());
    var provider = identity.provider().arn(arn.partition());
    var role = directory.role(roleArn);
    if (role.isEmpty()
        || !TrustCheck.mayAssumeFederated(
            provider, role.get(), "sts:AssumeRoleWithWebIdentity", context(identity, name))) {
      throw new AwsError(
          403, "AccessDenied", "Not authorized to perform sts:AssumeRoleWithWebIdentity");
    }
    var packed = packedSize(parameters, Map.of());
    var session = open(role.get(), name, duration, policy, Map.of());
    var fields = new LinkedHashMap<String, Object>();
    fields.put("SubjectFromWebIdentityToken", identity.subject());
    fields.put("Audience", identity.audience());
    fields.put("AssumedRoleUser", assumedRoleUser(session));
    fields.put("Credentials", credentials(session));
    fields.put("Provider", provider);
    if (packed > 0) {
      fields.put("PackedPolicySize", packed);
    }
    return StsXml.result("AssumeRoleWithWebIdentity", fields, requestId);
  }

  private AwsResponse federationToken(StsParameters parameters, Caller caller, String requestId) {
    parameters.allowOnly(Set.of("Name", "DurationSeconds", "Policy", "PolicyArns.", "Tags."));
    var name = parameters.text("Name", 2, 32, SESSION_NAME);
    var duration = parameters.duration(43_200, MAX_FEDERATED_SECONDS);
    var policy = parameters.sessionPolicy();
    var tags = parameters.tags();
    if (caller.isSession()) {
      throw new AwsError(
          403, "AccessDenied", "Cannot call GetFederationToken with session credentials");
    }
    var arn =
        "arn:%s:sts::%s:federated-user/%s".formatted(caller.partition(), caller.account(), name);
    var actions =
        tags.isEmpty()
            ? List.of("sts:GetFederationToken")
            : List.of("sts:GetFederationToken", "sts:TagSession");
    for (var action : actions) {
      if (Authorizer.refusal(caller, action, arn, RequestContext.of(Map.of())).isPresent()) {
        throw denied(caller, action, arn);
      }
    }
    var packed = packedSize(parameters, tags);
    var session =
        open(
            new Principal(arn, arn, caller.account(), caller.account() + ":" + name, name),
            // Without a policy of its own such a session may do nothing.
            policy.isEmpty() ? List.of() : caller.identityPolicies(),
            policy,
            principalTags(tags),
            duration);
    var fields = new LinkedHashMap<String, Object>();
    fields.put("Credentials", credentials(session));
    var user = new LinkedHashMap<String, Object>();
    user.put("FederatedUserId", session.userId());
    user.put("Arn", session.arn());
    fields.put("FederatedUser", user);
    if (packed > 0) {
      fields.put("PackedPolicySize", packed);
    }
    return StsXml.result("GetFederationToken", fields, requestId);
  }

  private static Map<String, String> principalTags(Map<String, String> tags) {
    var keys = new LinkedHashMap<String, String>();
    tags.forEach((k, v) -> keys.put("aws:PrincipalTag/" + k, v));
    return keys;
  }

  private static Arn parsed(String roleArn) {
    try {
      return Arn.parse(roleArn);
    } catch (IllegalArgumentException e) {
      throw new AwsError(400, "ValidationError", roleArn + " is invalid");
    }
  }

  private static RequestContext context(WebIdentity.Verified identity, String sessionName) {
    return RequestContext.of(
        Map.of(
            "sts:RoleSessionName",
            sessionName,
            identity.provider().name() + ":sub",
            identity.subject(),
            identity.provider().name() + ":aud",
            identity.audience()));
  }

  private static AwsResponse callerIdentity(
      StsParameters parameters, Caller caller, String requestId) {
    parameters.allowOnly(Set.of());
    var fields = new LinkedHashMap<String, Object>();
    fields.put("Arn", caller.arn());
    fields.put("UserId", caller.userId());
    fields.put("Account", caller.account());
    return StsXml.result("GetCallerIdentity", fields, requestId);
  }

  private Caller open(
      Role role, String name, int seconds, List<Policy> policy, Map<String, String> carried) {
    if (seconds > role.maxSession().toSeconds()) {
      throw new AwsError(
          400,
          "ValidationError",
          "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");
    }
    var principal =
        new Principal(
            "arn:%s:sts::%s:assumed-role/%s/%s"
                .formatted(role.arn().partition(), role.arn().account(), role.arn().name(), name),
            role.arn().toString(),
            role.arn().account(),
            role.id() + ":" + name,
            name);
    return open(principal, role.permissions(), policy, carried, seconds);
  }

  /** Whose session it is, by the members of {@link Caller}. */
  private record Principal(
      String arn, String identityArn, String account, String userId, String sessionName) {}

  private Caller open(
      Principal principal,
      List<Policy> permissions,
      List<Policy> policy,
      Map<String, String> carried,
      int seconds) {
    var now = clock.instant();
    var session =
        new Caller(
            principal.arn(),
            principal.identityArn(),
            principal.account(),
            principal.userId(),
            ids.key("ASIA", 16),
            ids.secret(40),
            Optional.of("IQoJb3JpZ2lu" + ids.secret(300)),
            principal.sessionName(),
            permissions,
            policy,
            carried,
            now.plusSeconds(seconds).truncatedTo(ChronoUnit.SECONDS));
    directory.open(session, now);
    return session;
  }

  private static Map<String, Object> credentials(Caller session) {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("AccessKeyId", session.accessKeyId());
    fields.put("SecretAccessKey", session.secretAccessKey());
    fields.put("SessionToken", session.sessionToken().orElseThrow());
    fields.put("Expiration", expiration(session.expires()));
    return fields;
  }

  private static String expiration(Instant expires) {
    return expires.toString();
  }

  private static Map<String, Object> assumedRoleUser(Caller session) {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("AssumedRoleId", session.userId());
    fields.put("Arn", session.arn());
    return fields;
  }

  /**
   * How much of the room for the session policy and the tags is used, in percent. AWS does not
   * publish how it packs them; here each 205 characters count as a tenth.
   */
  private static int packedSize(StsParameters parameters, Map<String, String> tags) {
    var length = parameters.form().getOrDefault("Policy", "").length();
    length +=
        tags.entrySet().stream().mapToInt(t -> t.getKey().length() + t.getValue().length()).sum();
    var percent = Math.ceilDiv(length * 100, 2048);
    if (percent > 100) {
      throw new AwsError(
          400,
          "PackedPolicyTooLarge",
          "Packed policy consumes %d%% of allotted space, please use smaller policy."
              .formatted(percent));
    }
    return percent;
  }

  private static AwsError denied(Caller caller, String action, String arn) {
    return new AwsError(
        403,
        "AccessDenied",
        "User: %s is not authorized to perform: %s on resource: %s"
            .formatted(caller.arn(), action, arn));
  }
}
