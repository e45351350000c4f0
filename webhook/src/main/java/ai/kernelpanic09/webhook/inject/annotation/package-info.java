/** Annotations that tell others about the sidecar: scrapers, kubectl, EKS, meshes. */
@NullMarked
package ai.kernelpanic09.webhook.inject.annotation;

import org.jspecify.annotations.NullMarked;
