package ai.kernelpanic09.api;

import ai.kernelpanic09.core.spec.GuardrailPolicySpec;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;

/** A Bedrock guardrail, kept in every account and region whose endpoints use it. */
@Group(Keys.GROUP)
@Version(Keys.VERSION)
@Kind("GuardrailPolicy")
@Singular("guardrailpolicy")
@Plural("guardrailpolicies")
@ShortNames("grp")
@Categories("ai")
@ValidationRule(
    value =
        "self.metadata.name.size() <= 39 &&"
            + " self.metadata.name.matches('^[a-z0-9]([-a-z0-9]*[a-z0-9])?$')",
    message =
        "metadata.name must be a DNS label of at most 39 characters, for it is part of the"
            + " guardrail's name in AWS")
public final class GuardrailPolicy
    extends CustomResource<GuardrailPolicySpec, GuardrailPolicyStatus> {
  private static final long serialVersionUID = 1;
}
