package ai.kernelpanic09.api;

import ai.kernelpanic09.core.spec.PromptTemplateSpec;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;

/** A prompt with variables, kept in revisions and rendered for an endpoint. */
@Group(Keys.GROUP)
@Version(Keys.VERSION)
@Kind("PromptTemplate")
@Singular("prompttemplate")
@Plural("prompttemplates")
@ShortNames("pt")
@Categories("ai")
@ValidationRule(
    value =
        "self.metadata.name.size() <= 63 &&"
            + " self.metadata.name.matches('^[a-z0-9]([-a-z0-9]*[a-z0-9])?$')",
    message = "metadata.name must be a DNS label of at most 63 characters")
public final class PromptTemplate extends CustomResource<PromptTemplateSpec, PromptTemplateStatus>
    implements Namespaced {
  private static final long serialVersionUID = 1;
}
