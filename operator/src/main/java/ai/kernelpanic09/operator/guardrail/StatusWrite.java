package ai.kernelpanic09.operator.guardrail;

import ai.kernelpanic09.api.GuardrailPolicy;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;

/** Applies the status of a policy that is being deleted, as JOSDK applies it in reconciliations. */
final class StatusWrite {

  static void apply(KubernetesClient client, GuardrailPolicy policy) {
    client
        .resource(policy)
        .subresource("status")
        .patch(
            new PatchContext.Builder()
                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                .withFieldManager(GuardrailPolicyReconciler.FIELD_MANAGER)
                .withForce(true)
                .build());
  }

  private StatusWrite() {}
}
