package ai.kernelpanic09.api;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.spec.ModelEndpointSpec;
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

/** One Bedrock model with its budget and limits, as the pods of a namespace may use it. */
@Group(Keys.GROUP)
@Version(Keys.VERSION)
@Kind("ModelEndpoint")
@Singular("modelendpoint")
@Plural("modelendpoints")
@ShortNames("mep")
@Categories("ai")
@ValidationRule(
    value =
        "self.metadata.name.size() <= 57 &&"
            + " self.metadata.name.matches('^[a-z0-9]([-a-z0-9]*[a-z0-9])?$')",
    message =
        "metadata.name must be a DNS label of at most 57 characters, for the Service is named"
            + " model-<name>")
@ValidationRule(
    value = "!has(self.spec.fallbacks) || !(self.metadata.name in self.spec.fallbacks)",
    message = "must not name the endpoint itself",
    fieldPath = ".spec.fallbacks")
public final class ModelEndpoint extends CustomResource<ModelEndpointSpec, ModelEndpointStatus>
    implements Namespaced {
  private static final long serialVersionUID = 1;

  /** Its namespace and name. */
  public EndpointName endpointName() {
    return new EndpointName(getMetadata().getNamespace(), getMetadata().getName());
  }
}
