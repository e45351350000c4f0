package ai.kernelpanic09.simulator.iam;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The condition keys of one request; key names are compared without regard to case. */
public record RequestContext(Map<String, List<String>> keys) {
  public RequestContext {
    var lower = new HashMap<String, List<String>>();
    keys.forEach((k, v) -> lower.put(k.toLowerCase(Locale.ROOT), v));
    keys = Map.copyOf(lower);
  }

  public static RequestContext empty() {
    return new RequestContext(Map.of());
  }

  public static RequestContext of(Map<String, String> keys) {
    var lists = new HashMap<String, List<String>>();
    keys.forEach((k, v) -> lists.put(k, List.of(v)));
    return new RequestContext(lists);
  }

  /** The same context with one more key. */
  public RequestContext with(String key, String value) {
    var more = new HashMap<>(keys);
    more.put(key.toLowerCase(Locale.ROOT), List.of(value));
    return new RequestContext(more);
  }

  /** The same context with the keys that tell who calls. */
  RequestContext of(Caller caller) {
    var more = new HashMap<>(keys);
    caller
        .sessionKeys()
        .forEach((key, value) -> more.put(key.toLowerCase(Locale.ROOT), List.of(value)));
    more.put("aws:userid", List.of(caller.userId()));
    more.put("aws:principalarn", List.of(caller.identityArn()));
    return new RequestContext(more);
  }

  List<String> values(String key) {
    return keys.getOrDefault(key.toLowerCase(Locale.ROOT), List.of());
  }
}
