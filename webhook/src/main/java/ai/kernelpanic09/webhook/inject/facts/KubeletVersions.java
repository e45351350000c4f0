package ai.kernelpanic09.webhook.inject.facts;

import java.util.Collection;
import java.util.regex.Pattern;

/** Decides by the kubelets' versions whether a cluster runs native sidecars. */
public final class KubeletVersions {

  /** The first version that has native sidecars on by default (KEP-753). */
  public static final String NATIVE_SIDECARS_MIN = "1.29";

  private static final Pattern VERSION = Pattern.compile("v?(\\d{1,4})\\.(\\d{1,4})(\\D.*)?");

  /**
   * True if every kubelet has at least the version {@code min}; false with no kubelet at all, or
   * with one whose version is not understood.
   *
   * @param versions as in {@code Node.status.nodeInfo.kubeletVersion}, such as {@code
   *     v1.33.1-eks-1fbb135}
   * @param min such as {@code 1.29}
   * @throws IllegalArgumentException if {@code min} is no version
   */
  public static boolean nativeSidecars(Collection<String> versions, String min) {
    var minRank = rank(min);
    if (minRank < 0) {
      throw new IllegalArgumentException("not a Kubernetes version: " + min);
    }
    return !versions.isEmpty() && versions.stream().allMatch(version -> rank(version) >= minRank);
  }

  private static int rank(String version) {
    var matcher = VERSION.matcher(version);
    return matcher.matches()
        ? Integer.parseInt(matcher.group(1)) * 10_000 + Integer.parseInt(matcher.group(2))
        : -1;
  }

  private KubeletVersions() {}
}
