package ai.kernelpanic09.core.template.parse;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The templates that a text defines.
 *
 * @param name name of the text, and of the template that is rendered
 * @param text its bytes
 * @param bodies each template's body
 */
public record Templates(String name, String text, Map<String, Body> bodies) {

  public Templates {
    bodies = Map.copyOf(bodies);
  }

  /** Returns the body of a template, if the text defines it. */
  public @Nullable Body find(String template) {
    return bodies.get(template);
  }

  /** Collects templates while a text is read. */
  static final class Collector {

    private final Map<String, Body> bodies = new HashMap<>();

    /** Returns whether a template could be added: any other one replaces a blank one. */
    boolean add(String name, Body body) {
      var known = bodies.get(name);
      if (known == null || known.isBlank()) {
        bodies.put(name, body);
        return true;
      }
      return body.isBlank();
    }

    Map<String, Body> all() {
      return bodies;
    }
  }
}
