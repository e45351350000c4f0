package ai.kernelpanic09.sidecar.surface;

import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The forms of errors to requests that no surface serves: a client reads its own form only, and can
 * be told by the path that it asks for, or by a header that it sends.
 */
public final class ErrorForms {

  private final List<Rule> rules = new ArrayList<>();
  private final ErrorForm otherwise;

  /**
   * @param header that the request must have; null for none
   */
  private record Rule(String prefix, @Nullable String header, ErrorForm form) {}

  /**
   * @param otherwise for requests that no rule is for
   */
  public ErrorForms(ErrorForm otherwise) {
    this.otherwise = otherwise;
  }

  /** Adds a form for paths that begin with {@code prefix}. The first rule that fits is taken. */
  public ErrorForms under(String prefix, ErrorForm form) {
    rules.add(new Rule(prefix, null, form));
    return this;
  }

  /** Does the same for requests that have a header too. */
  public ErrorForms under(String prefix, String header, ErrorForm form) {
    rules.add(new Rule(prefix, header, form));
    return this;
  }

  /** The form for a request, which need not be valid HTTP. */
  ErrorForm of(HttpServerRequest request) {
    var whole = request.path();
    var path = whole == null ? "" : Route.read(whole, null).path();
    for (var rule : rules) {
      var header = rule.header();
      if (path.startsWith(rule.prefix())
          && (header == null || request.headers().contains(header))) {
        return rule.form();
      }
    }
    return otherwise;
  }
}
