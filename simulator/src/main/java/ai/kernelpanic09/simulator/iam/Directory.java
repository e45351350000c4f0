package ai.kernelpanic09.simulator.iam;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** All identities of all accounts: roles, users, providers and the sessions handed out. */
public final class Directory {
  private final Map<String, Role> roles = new ConcurrentHashMap<>();
  private final Map<String, User> users = new ConcurrentHashMap<>();
  private final Map<String, IdentityProvider> providers = new ConcurrentHashMap<>();
  private final Map<String, Caller> sessions = new ConcurrentHashMap<>();

  /**
   * Creates or replaces a role; its running sessions get the new permissions at once, as in AWS.
   */
  public void put(Role role) {
    roles.put(role.arn().toString(), role);
  }

  public void put(User user) {
    users.put(user.accessKeyId(), user);
  }

  public void put(IdentityProvider provider) {
    providers.put(provider.account() + " " + provider.issuer(), provider);
  }

  /** Forgets a role; its sessions lose their permissions at once, as in AWS. */
  public boolean removeRole(String arn) {
    return roles.remove(arn) != null;
  }

  public boolean removeUser(String accessKeyId) {
    return users.remove(accessKeyId) != null;
  }

  public Optional<Role> role(String arn) {
    return Optional.ofNullable(roles.get(arn));
  }

  public Optional<IdentityProvider> provider(String account, String issuer) {
    return Optional.ofNullable(providers.get(account + " " + issuer));
  }

  /** Keeps a session, and drops sessions that expired an hour ago, so that memory is bounded. */
  public void open(Caller session, Instant now) {
    sessions.values().removeIf(s -> s.expires().isBefore(now.minusSeconds(3600)));
    sessions.put(session.accessKeyId(), session);
  }

  /** The identity behind an access key, with the permissions that it has now. */
  public Optional<Caller> byAccessKey(String accessKeyId) {
    var session = sessions.get(accessKeyId);
    if (session != null) {
      return Optional.of(isFederated(session) ? session : withCurrentPermissions(session));
    }
    return Optional.ofNullable(users.get(accessKeyId)).map(Directory::caller);
  }

  /** Whether no role stands behind a session: what its user might do is kept in it. */
  private static boolean isFederated(Caller session) {
    return session.identityArn().contains(":federated-user/");
  }

  private Caller withCurrentPermissions(Caller session) {
    var role = role(session.identityArn());
    return new Caller(
        session.arn(),
        session.identityArn(),
        session.account(),
        session.userId(),
        session.accessKeyId(),
        session.secretAccessKey(),
        session.sessionToken(),
        session.sessionName(),
        role.map(Role::permissions).orElse(List.of()),
        session.sessionPolicy(),
        session.sessionKeys(),
        session.expires());
  }

  private static Caller caller(User user) {
    return new Caller(
        user.arn().toString(),
        user.arn().toString(),
        user.arn().account(),
        user.id(),
        user.accessKeyId(),
        user.secretAccessKey(),
        Optional.empty(),
        "",
        user.permissions(),
        List.of(),
        Map.of(),
        Instant.MAX);
  }
}
