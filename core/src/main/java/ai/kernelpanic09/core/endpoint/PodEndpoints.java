package ai.kernelpanic09.core.endpoint;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads which endpoints a pod names: one by its label, further ones by an annotation that is a
 * comma list. Each is written {@code NAME}, for the pod's own namespace, or {@code NAMESPACE.NAME}.
 */
public final class PodEndpoints {

  /** Largest number of endpoints of one pod: its sidecar holds a lease of each. */
  public static final int MAX = 32;

  /** Longest name of an endpoint: {@code model-<name>}, its Service, has to be a DNS label. */
  public static final int MAX_NAME_LENGTH = 57;

  private static final int MAX_LABEL_LENGTH = 63;
  private static final Pattern DNS_LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?");

  /** The part of the pod's metadata that an entry comes from. */
  public enum Source {
    LABEL,
    ANNOTATION
  }

  /**
   * The label's value, or one part of the annotation's list; it should name an endpoint.
   *
   * @param text the value or part, without blanks around it
   * @param endpoint empty if the text names none
   */
  public record Entry(Source source, String text, Optional<EndpointName> endpoint) {}

  /**
   * Every entry, the label's first, whether it names an endpoint or not. The annotation's list is
   * split after at most {@link #MAX} entries: one more entry then holds the rest of the list.
   *
   * @param label the label's value
   * @param additional the annotation's value; null if the pod has none
   */
  public static List<Entry> entries(
      String label, @Nullable String additional, String podNamespace) {
    var entries = new ArrayList<Entry>();
    entries.add(entry(Source.LABEL, label, podNamespace));
    if (additional != null) {
      Arrays.stream(additional.split(",", MAX + 1))
          .map(text -> entry(Source.ANNOTATION, text, podNamespace))
          .forEach(entries::add);
    }
    return entries;
  }

  /**
   * The endpoints that a pod names, the label's first, {@link #MAX} at most; none if the pod has no
   * label. An entry that names no endpoint is left out, and so is what follows the annotation's
   * first {@link #MAX} entries.
   *
   * @param label the label's value; null if the pod has none
   * @param additional the annotation's value; null if the pod has none
   */
  public static Set<EndpointName> named(
      @Nullable String label, @Nullable String additional, String podNamespace) {
    var names = new LinkedHashSet<EndpointName>();
    if (label != null) {
      entries(label, additional, podNamespace).stream()
          .flatMap(each -> each.endpoint().stream())
          .filter(each -> names.size() < MAX)
          .forEach(names::add);
    }
    return names;
  }

  private static Entry entry(Source source, String text, String podNamespace) {
    var stripped = text.strip();
    return new Entry(source, stripped, parse(stripped, podNamespace));
  }

  /** Names are DNS labels, so the dot is unambiguous. */
  private static Optional<EndpointName> parse(String text, String podNamespace) {
    var dot = text.indexOf('.');
    var namespace = dot < 0 ? podNamespace : text.substring(0, dot);
    var name = text.substring(dot + 1);
    return isDnsLabel(namespace, MAX_LABEL_LENGTH) && isDnsLabel(name, MAX_NAME_LENGTH)
        ? Optional.of(new EndpointName(namespace, name))
        : Optional.empty();
  }

  private static boolean isDnsLabel(String text, int maxLength) {
    return text.length() <= maxLength && DNS_LABEL.matcher(text).matches();
  }

  private PodEndpoints() {}
}
