package ai.kernelpanic09.e2e.compat;

import ai.kernelpanic09.e2e.compat.Result.Outcome;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A client's features, tried on a stage: what comes of them, and whether the bill agrees. */
record Trial(Stage stage, Client client, ClientProcess program) {

  Map<Feature, Result> of(Set<Feature> features) throws IOException, InterruptedException {
    var results = new EnumMap<Feature, Result>(Feature.class);
    for (var feature : features) {
      results.put(feature, of(feature));
    }
    return results;
  }

  private Result of(Feature feature) throws IOException, InterruptedException {
    stage.ready(feature, client.script(feature));
    var before = stage.lastCall();
    var told =
        program.ask(feature.method(), client.model(feature.model()), feature.details(client));
    if (told.outcome() == Outcome.REFUSED) {
      // Of an error that is wanted, the words may differ from call to call.
      return new Result(
          Outcome.REFUSED, told.saw() + (feature.isError() ? "" : ": " + told.message()));
    }
    if (told.outcome() != Outcome.WORKS) {
      return told;
    }
    if (feature.isError()) {
      return new Result(Outcome.FAILED, "no error: " + told.saw());
    }
    if (!feature.expected().isEmpty()) {
      if (!told.saw().equals(feature.expected())) {
        return new Result(Outcome.FAILED, told.saw());
      }
      told = new Result(Outcome.WORKS, "");
    }
    var wrong = wrongInBill(feature, stage.billedSince(before, feature.model()));
    return wrong.isEmpty() ? told : new Result(Outcome.FAILED, wrong);
  }

  /** Holds what a client saw against the bill. Returns what is wrong, or nothing. */
  private static String wrongInBill(Feature feature, List<JsonNode> billed) {
    var last = billed.isEmpty() ? MissingNode.getInstance() : billed.getLast();
    var right =
        switch (feature) {
          case CACHING ->
              billed.size() == 2
                  && last.path("tokens").path("cacheRead").asLong() > 0
                  && last.path("billedNanoDollars").asLong()
                      < billed.getFirst().path("billedNanoDollars").asLong();
          case DOCUMENT -> last.path("tokens").path("input").asLong() >= Paper.TOKENS;
          case IMAGE -> last.path("tokens").path("input").asLong() > Picture.TOKENS / 2;
          case PARALLEL -> billed.size() == 50;
          default -> true;
        };
    return right ? "" : "billed were " + billed;
  }
}
