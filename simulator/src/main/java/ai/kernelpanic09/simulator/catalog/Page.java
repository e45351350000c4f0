package ai.kernelpanic09.simulator.catalog;

import ai.kernelpanic09.simulator.wire.AwsError;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** A part of a list; the token is the index of the next element. */
public final class Page {
  private Page() {}

  public static JsonObject of(String name, List<JsonObject> all, int size, String token) {
    int from;
    try {
      from = token.isEmpty() ? 0 : Integer.parseInt(token);
    } catch (NumberFormatException e) {
      throw AwsError.validation("The provided nextToken is invalid.");
    }
    if (from < 0 || from > all.size()) {
      throw AwsError.validation("The provided nextToken is invalid.");
    }
    int to = Math.min(all.size(), from + size);
    var page = new JsonObject().put(name, new JsonArray(all.subList(from, to)));
    return to < all.size() ? page.put("nextToken", Integer.toString(to)) : page;
  }
}
