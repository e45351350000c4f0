package ai.kernelpanic09.sidecar.json;

import ai.kernelpanic09.sidecar.body.ReceivedBytes;
import ai.kernelpanic09.sidecar.json.JsonScanner.Token;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The members of one JSON object by their names, in whatever order they came. Null counts as
 * absent, as clients write it for what they leave out.
 */
public final class JsonMembers {

  private static final int MAX_MEMBERS = 200;

  /** An object without members. */
  public static final JsonMembers NONE = new JsonMembers("", Map.of());

  private final String path;
  private final Map<String, JsonMember> members;

  private JsonMembers(String path, Map<String, JsonMember> members) {
    this.path = path;
    this.members = members;
  }

  /**
   * Reads over a document, which has to be one object.
   *
   * @throws InvalidRequestException when it is none, has a member twice, or more follows
   */
  public static JsonMembers document(ReceivedBytes body) throws InvalidRequestException {
    var from = new JsonScanner(body);
    from.next();
    var members = read(from);
    from.next();
    return members;
  }

  /**
   * Reads over an object.
   *
   * @param from at its first token; moved to its last
   * @throws InvalidRequestException when it is none, or has a member twice
   */
  public static JsonMembers read(JsonScanner from) throws InvalidRequestException {
    var path = from.path();
    if (from.token() != Token.START_OBJECT) {
      throw path.isEmpty()
          ? new InvalidRequestException("the body must be a JSON object")
          : new InvalidRequestException(path, "must be an object");
    }
    var members = new LinkedHashMap<String, JsonMember>();
    while (from.next() == Token.NAME) {
      var name = from.text();
      if (members.size() == MAX_MEMBERS) {
        throw from.wrong("is one member too many: there may be " + MAX_MEMBERS);
      }
      from.next();
      if (members.put(name, JsonMember.of(from, path, name)) != null) {
        throw from.wrong("is there twice");
      }
    }
    return new JsonMembers(path, members);
  }

  /** The member; null when it is absent or null. */
  public @Nullable JsonMember get(String name) {
    var member = members.get(name);
    return member == null || member.isNull() ? null : member;
  }

  /** The member as it is written, be it null; null when it is absent. */
  public @Nullable JsonMember written(String name) {
    return members.get(name);
  }

  public boolean has(String name) {
    return get(name) != null;
  }

  public JsonMember require(String name) throws InvalidRequestException {
    var member = get(name);
    if (member == null) {
      throw wrong(name, "is missing");
    }
    return member;
  }

  /** Names in the order of the object, those of members that are null included. */
  public Set<String> names() {
    return members.keySet();
  }

  /** Refuses an object with a member that is none of these, for it could mean anything. */
  public void allow(Set<String> known) throws InvalidRequestException {
    for (var each : members.entrySet()) {
      if (!known.contains(each.getKey()) && !each.getValue().isNull()) {
        throw each.getValue()
            .wrong("is not known; known are " + String.join(", ", new TreeSet<>(known)));
      }
    }
  }

  /** Where the object stands; empty for the body itself. */
  public String path() {
    return path;
  }

  /** Something is wrong with a member, which may be missing. */
  public InvalidRequestException wrong(String name, String problem) {
    return new InvalidRequestException(path.isEmpty() ? name : path + "." + name, problem);
  }
}
