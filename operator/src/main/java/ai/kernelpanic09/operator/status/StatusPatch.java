package ai.kernelpanic09.operator.status;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.CustomResource;

/**
 * Builds the resource that applies a status: it has a name, a namespace and the status, and nothing
 * else.
 */
public final class StatusPatch {

  /**
   * @param about the resource whose status it is
   * @param empty a new resource of the same kind, which is filled and returned
   */
  public static <S, R extends CustomResource<?, S>> R of(R about, R empty, S status) {
    empty.setMetadata(
        new ObjectMetaBuilder()
            .withName(about.getMetadata().getName())
            .withNamespace(about.getMetadata().getNamespace())
            .build());
    empty.setStatus(status);
    return empty;
  }

  private StatusPatch() {}
}
