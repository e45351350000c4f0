package ai.kernelpanic09.e2e.compat;

import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;

/** The clients that are run, and what they do. */
record Selection(Set<Client> clients, Set<Feature> features) {

  /** One client of each family, in a minute. */
  private static final Selection SHORT =
      new Selection(
          EnumSet.of(Client.OPENAI_PYTHON, Client.ANTHROPIC_PYTHON, Client.BOTO3),
          EnumSet.of(
              Feature.PLAIN,
              Feature.STREAM,
              Feature.TOOLS_STREAM,
              Feature.CANCEL,
              Feature.GUARDRAIL,
              Feature.UNKNOWN_MODEL,
              Feature.BUDGET_SPENT,
              Feature.RATE_LIMITED,
              Feature.THROTTLED));

  /**
   * What {@code -Dcompat.clients} names: {@code all}, or ids with commas between them, and then
   * every feature; without it the short form.
   */
  static Selection ofThisRun() {
    return of(System.getProperty("compat.clients", ""));
  }

  private static Selection of(String which) {
    if (which.isEmpty()) {
      return SHORT;
    }
    var clients = EnumSet.allOf(Client.class);
    if (!which.equals("all")) {
      var ids = Set.of(which.split(",", -1));
      clients.removeIf(each -> !ids.contains(each.id()));
      if (clients.size() < ids.size()) {
        throw new IllegalArgumentException(
            "%s: the clients are %s"
                .formatted(which, Stream.of(Client.values()).map(Client::id).toList()));
      }
    }
    return new Selection(clients, EnumSet.allOf(Feature.class));
  }
}
