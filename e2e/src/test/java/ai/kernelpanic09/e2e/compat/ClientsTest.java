package ai.kernelpanic09.e2e.compat;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.e2e.compat.Result.Outcome;
import ai.kernelpanic09.e2e.sdk.InjectedPod;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Real clients in an injected pod's environment, before local mode. {@code make compatibility} runs
 * all of them; by default a few run a few features. {@code -Dcompat.update=true} writes what came
 * of them into the table of expected results.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClientsTest {

  private static final String WHICH = System.getProperty("compat.clients", "");
  private static final boolean UPDATE = Boolean.getBoolean("compat.update");

  @TempDir static Path home;

  private final Stage stage = new Stage();

  @AfterAll
  void stop() {
    stage.close();
  }

  static Set<Client> clients() {
    if (WHICH.isEmpty()) {
      return Client.SHORT;
    }
    if (WHICH.equals("all")) {
      return EnumSet.allOf(Client.class);
    }
    var named = EnumSet.noneOf(Client.class);
    for (var each : Client.values()) {
      if (List.of(WHICH.split(",", -1)).contains(each.id())) {
        named.add(each);
      }
    }
    return named;
  }

  private static Set<Feature> features() {
    return WHICH.isEmpty() ? Client.SHORT_FEATURES : EnumSet.allOf(Feature.class);
  }

  @ParameterizedTest
  @MethodSource("clients")
  void theClientSeesWhatTheTableSays(Client client) throws Exception {
    var table = ExpectedTable.read();
    var expected = new TreeMap<Feature, Result>();
    var seen = new TreeMap<Feature, Result>();
    try (var program = new ClientProcess(client.prepared(), home, environment())) {
      for (var feature : EnumSet.copyOf(features())) {
        expected.put(feature, table.get(client, feature));
        seen.put(feature, run(program, client, feature));
      }
    }
    if (UPDATE) {
      seen.forEach((feature, result) -> table.put(client, feature, result));
      table.write();
    }
    assertThat(UPDATE ? Map.of() : seen).as(client.title()).isEqualTo(UPDATE ? Map.of() : expected);
    stage.assertThatBookedIsBilled();
  }

  private Result run(ClientProcess program, Client client, Feature feature) throws Exception {
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
    var wrong = wrongInBill(feature, stage.billedSince(before));
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

  private Map<String, String> environment() throws IOException {
    var environment = new TreeMap<>(stage.at(InjectedPod.environment("")));
    environment.put("HOME", home.toString());
    environment.put("AWS_EC2_METADATA_DISABLED", "true");
    return environment;
  }
}
