package ai.kernelpanic09.simulator.shape;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The type of a member of an AWS operation, with its constraints. */
sealed interface Shape {
  /** Bounds of a length, a size or a number; an absent one does not bind. */
  record Bounds(double min, double max) {}

  record Text(Bounds length, Optional<Pattern> pattern) implements Shape {}

  record OneOf(Set<String> values) implements Shape {}

  record Numeric(Bounds range, boolean whole) implements Shape {}

  record Flag() implements Shape {}

  record Blob(Bounds size) implements Shape {}

  record Time() implements Shape {}

  record Document() implements Shape {}

  record ListOf(Shape member, Bounds size) implements Shape {}

  record MapOf(Shape key, Shape value, Bounds size) implements Shape {}

  /** A structure by name, because a structure may contain itself. */
  record Ref(String name) implements Shape {}

  /** Where a request has a member: in the body, the path, the query or a header. */
  enum Place {
    BODY,
    URI,
    QUERYSTRING,
    HEADER
  }

  record Member(Shape shape, boolean required, Place place, String wireName) {}

  record Structure(String name, Map<String, Member> members, boolean union) {}
}
