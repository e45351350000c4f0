package ai.kernelpanic09.webhook.inject.proof;

import ai.kernelpanic09.webhook.verdict.Warnings;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The images that a believed sidecar may run: the injected one, those that were injected before it,
 * and those that the operator's settings name beside them; less those that are denied.
 *
 * <p>The proof leaves the image out, for policies rewrite images after the injection: to a mirror,
 * or to a digest. This list bounds the image instead. A reference without a digest is believed if
 * the list has it, Docker's default registry and tag filled in. One with a digest is believed if
 * the list has that digest, whichever registry it names: the digest identifies the content. A
 * digest beside the name of a believed tag alone is not believed: anybody who may write a pod can
 * put one there.
 *
 * <p>A denial wins over everything. It is by name, whatever digest stands beside the name, or by
 * digest, whatever name stands before it.
 *
 * @param injected the image that the webhook injects
 * @param allowed further images
 * @param denied images that are not believed, whatever else names them
 * @param former gives the images that this installation injected before
 */
public record SidecarImages(
    String injected, List<String> allowed, List<String> denied, Supplier<List<String>> former) {

  private static final Pattern DIGEST = Pattern.compile("@([a-z0-9]+:[0-9a-f]{32,})$");
  private static final Pattern TAG = Pattern.compile(":[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$");
  private static final Pattern REGISTRY = Pattern.compile("localhost|.*[.:].*");
  private static final String DOCKER_HUB = "docker.io/";
  private static final int MAX_SHOWN = 100;

  /** Copies the lists. */
  public SidecarImages {
    allowed = List.copyOf(allowed);
    denied = List.copyOf(denied);
  }

  /** Nothing is denied, and nothing was injected before. */
  public SidecarImages(String injected, List<String> allowed) {
    this(injected, allowed, List.of(), List::of);
  }

  /** Whether a sidecar of this image is believed. */
  public boolean believes(String image) {
    return !denies(image) && all().anyMatch(each -> isSame(each, image));
  }

  /** Whether a sidecar of this image is not believed, whatever else names the image. */
  public boolean denies(String image) {
    return denied.stream().anyMatch(each -> isSame(each, image) || isNamed(each, image));
  }

  /** One sentence that says why an image is not believed, and which settings change that. */
  public String refusal(String image) {
    if (denies(image)) {
      return "the sidecar runs "
          + Warnings.shortened(image, MAX_SHOWN)
          + ", which K8S_AI_DENIED_SIDECAR_IMAGES of the operator denies; new pods run "
          + Warnings.shortened(injected, MAX_SHOWN);
    }
    return "the sidecar runs "
        + Warnings.shortened(image, MAX_SHOWN)
        + ", but this operator injects "
        + Warnings.shortened(injected, MAX_SHOWN)
        + ": if a policy rewrites images, name what it makes of it in"
        + " K8S_AI_ALLOWED_SIDECAR_IMAGES or K8S_AI_SIDECAR_IMAGE of the operator";
  }

  private Stream<String> all() {
    return Stream.of(List.of(injected), allowed, former.get()).flatMap(List::stream);
  }

  private static boolean isSame(String listed, String image) {
    var digest = digest(image);
    return digest.isEmpty()
        ? listed.equals(image) || normal(listed).equals(normal(image))
        : digest(listed).equals(digest);
  }

  /** Whether the image has the name and tag of a listed one without digest. */
  private static boolean isNamed(String listed, String image) {
    return digest(listed).isEmpty()
        && normal(listed).equals(normal(DIGEST.matcher(image).replaceFirst("")));
  }

  private static String digest(String image) {
    var matcher = DIGEST.matcher(image);
    return matcher.find() ? matcher.group(1) : "";
  }

  /** The reference with Docker's default registry and tag filled in. */
  private static String normal(String image) {
    var slash = image.indexOf('/');
    var registry = slash > 0 && REGISTRY.matcher(image.substring(0, slash)).matches();
    var full = registry ? image : DOCKER_HUB + image;
    var official = full.startsWith(DOCKER_HUB) && full.indexOf('/', DOCKER_HUB.length()) < 0;
    var named = official ? DOCKER_HUB + "library/" + full.substring(DOCKER_HUB.length()) : full;
    var name = named.substring(named.indexOf('/'));
    return TAG.matcher(name).find() || !digest(name).isEmpty() ? named : named + ":latest";
  }
}
