package ai.kernelpanic09.operator.credentials;

import java.time.Duration;

/**
 * How sessions of endpoints' roles are started.
 *
 * @param operatorNamespace the namespace that the operator's own sessions are for
 * @param lifetime of sessions that are handed out to holders; at least 15 minutes, which every role
 *     allows, and at most an hour, which is the most for a role that is assumed by a role
 * @param tags whether sessions have tags, which the roles' trust policies must allow
 * @param sourceIdentity whether sessions have a source identity, likewise
 */
public record SessionTerms(
    String operatorNamespace, Duration lifetime, boolean tags, boolean sourceIdentity) {}
