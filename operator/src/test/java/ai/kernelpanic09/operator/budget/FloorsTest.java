package ai.kernelpanic09.operator.budget;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.api.ModelEndpoint;
import ai.kernelpanic09.api.testing.ApiServer;
import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.ledger.BudgetTerms;
import ai.kernelpanic09.core.ledger.Day;
import ai.kernelpanic09.core.ledger.Floor;
import ai.kernelpanic09.core.ledger.Ledger;
import ai.kernelpanic09.core.ledger.LedgerState;
import ai.kernelpanic09.core.ledger.Resolved;
import ai.kernelpanic09.core.money.Money;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The floors of deleted endpoints, in a ConfigMap of a real API server. */
class FloorsTest {

  private static final String NAMESPACE = "ai-operator-system";
  private static final EndpointName GONE = new EndpointName("team", "gone");
  private static final EndpointName THERE = new EndpointName("team", "there");

  private final ApiServer server = ApiServer.start();
  private final KubernetesClient client = server.client();

  private final SteppingClock clock = new SteppingClock(Instant.parse("2026-03-10T12:00:00Z"));
  private final ConfigMapFloors floors = new ConfigMapFloors(client, NAMESPACE);
  private final Set<EndpointName> existing = new HashSet<>(Set.of(THERE));
  private final BudgetAuthority authority =
      new BudgetAuthority(
          new StoreDouble(clock),
          endpoint -> Optional.empty(),
          floors,
          holder -> false,
          () -> true,
          clock,
          new LatestLedgers(clock, List.of()),
          1_000);
  private final FloorKeeper keeper =
      new FloorKeeper(
          authority,
          floors,
          name -> existing.contains(name) ? Optional.of(new ModelEndpoint()) : Optional.empty(),
          client,
          clock);

  @AfterEach
  void close() {
    authority.close();
    server.close();
  }

  @BeforeEach
  void spend() {
    server.createNamespace(NAMESPACE);
    floors.write(GONE, "uid-gone", floor());
    floors.write(THERE, "uid-there", floor());
  }

  /** Three cents of 10 March 2026. */
  private Floor floor() {
    var terms =
        new BudgetTerms(Money.parse("1.00"), Money.parse("9.00"), ZoneOffset.UTC, true, null, null);
    var state = Ledger.apply(LedgerState.EMPTY, terms, List.of(), clock.millis()).next();
    var day = state.days().getFirst();
    return new Floor(
        List.of(
            new Day(
                day.seq(),
                day.id(),
                day.month(),
                day.zone(),
                day.startMillis(),
                day.endMillis(),
                Money.parse("0.03"),
                Money.ZERO,
                Resolved.NONE,
                Money.ZERO,
                Money.ZERO,
                List.of(),
                null)),
        state.months(),
        Money.parse("0.03"));
  }

  @Test
  void aFloorIsFoundForANewObjectAndNotForTheOneItWasTakenFrom() {
    assertThat(floors.of(GONE, "uid-new", true)).isEqualTo(floor());
    assertThat(floors.of(GONE, "uid-gone", true)).isEqualTo(floor());
    assertThat(floors.of(GONE, "uid-gone", false)).isEqualTo(Floor.NONE);
    assertThat(floors.of(GONE, "uid-restored", false)).isEqualTo(floor());
    assertThat(floors.of(new EndpointName("team", "never"), "uid", true)).isEqualTo(Floor.NONE);
  }

  @Test
  void theFloorOfADeletedEndpointStaysWhileItsMonthIsOpen() {
    keeper.prune();
    assertThat(floors.all()).containsOnlyKeys(GONE, THERE);

    clock.advance(Duration.ofDays(1));
    keeper.prune();
    assertThat(floors.all()).containsOnlyKeys(GONE, THERE);
  }

  @Test
  void isDroppedAnHourAfterTheMonthWithoutTouchingThoseThatExist() {
    var march = floor();
    clock.advance(Duration.between(clock.instant(), Instant.parse("2026-04-01T00:59:00Z")));
    keeper.prune();
    assertThat(floors.all()).containsOnlyKeys(GONE, THERE);

    // Pruning looks at the floors once an hour at most.
    clock.advance(Duration.ofMinutes(2));
    keeper.prune();
    assertThat(floors.all()).containsOnlyKeys(GONE, THERE);

    clock.advance(Duration.ofHours(1));
    keeper.prune();
    assertThat(floors.all()).containsOnlyKeys(THERE);
    assertThat(floors.all()).containsEntry(THERE, new ConfigMapFloors.Line("uid-there", march));
  }

  @Test
  void aLineThatCannotBeReadIsLeftAlone() {
    server.kubectl(
        "patch",
        "configmap",
        ConfigMapFloors.NAME,
        "-n",
        NAMESPACE,
        "--type=merge",
        "-p",
        "{\"data\":{\"team.broken\":\"{\"}}");
    clock.advance(Duration.ofDays(60));

    keeper.prune();

    var data =
        client.configMaps().inNamespace(NAMESPACE).withName(ConfigMapFloors.NAME).get().getData();
    assertThat(data).containsOnlyKeys("team.broken", "team.there");
  }

  private Map<EndpointName, Optional<ConfigMapFloors.Line>> lines(int from, int to, String spent) {
    return IntStream.range(from, to)
        .boxed()
        .collect(
            Collectors.toMap(
                i -> new EndpointName("team", "e" + i),
                i -> Optional.of(new ConfigMapFloors.Line("uid-" + i, floor(spent)))));
  }

  private Floor floor(String total) {
    return new Floor(floor().days(), floor().months(), Money.parse(total));
  }

  private Map<String, Long> sizes() {
    return client.configMaps().inNamespace(NAMESPACE).list().getItems().stream()
        .filter(each -> each.getMetadata().getName().startsWith(ConfigMapFloors.NAME))
        .collect(
            Collectors.toMap(
                each -> each.getMetadata().getName(),
                each ->
                    each.getData() == null
                        ? 0L
                        : each.getData().values().stream().mapToLong(String::length).sum()));
  }

  /** The first ConfigMap as an older operator writes it, which knows no other. */
  private void writeAsBefore(Map<EndpointName, Optional<ConfigMapFloors.Line>> lines) {
    new FloorMap(client, NAMESPACE, ConfigMapFloors.NAME)
        .write(
            lines.entrySet().stream()
                .collect(
                    Collectors.toMap(
                        each -> each.getKey().namespace() + "." + each.getKey().name(),
                        each -> json(each.getValue().orElseThrow()))));
  }

  private static String json(ConfigMapFloors.Line line) {
    try {
      return new ObjectMapper().writeValueAsString(line);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void fewFloorsAreAllWhereAnOlderOperatorReadsThem() {
    floors.write(lines(0, 200, "1.00"));

    assertThat(sizes()).containsOnlyKeys(ConfigMapFloors.NAME);
  }

  @Test
  void theFloorsOfFiveThousandEndpointsFitAndAreFoundAndRemoved() {
    for (var from = 0; from < 5_000; from += 500) {
      floors.write(lines(from, from + 500, "1.00"));
    }
    floors.write(lines(0, 5_000, "2.00"));

    assertThat(sizes())
        .hasSize(17)
        .allSatisfy((name, size) -> assertThat(size).isLessThan(600_000));
    var found = floors.all();
    assertThat(found).hasSize(5_002);
    assertThat(found.values())
        .filteredOn(each -> each.floor().costTotal().equals(Money.parse("2.00")))
        .hasSize(5_000);
    for (var each : List.of("e0", "e2500", "e4999")) {
      assertThat(floors.of(new EndpointName("team", each), "new", true).costTotal())
          .isEqualTo(Money.parse("2.00"));
    }

    floors.remove(lines(1, 5_000, "2.00").keySet());

    assertThat(floors.all()).containsOnlyKeys(GONE, THERE, new EndpointName("team", "e0"));
  }

  @Test
  void aFullConfigMapOfAnOlderOperatorIsReadAndGoesOn() {
    var full = lines(0, 2_400, "1.00");
    writeAsBefore(full);
    assertThat(sizes().get(ConfigMapFloors.NAME)).isGreaterThan(900_000);
    assertThat(floors.all()).hasSize(2_402);

    floors.write(lines(0, 2_400, "2.00"));
    floors.write(new EndpointName("team", "more"), "uid-more", floor("3.00"));

    assertThat(sizes().get(ConfigMapFloors.NAME)).isLessThan(600_000);
    assertThat(floors.all()).hasSize(2_403);
    assertThat(floors.all().values())
        .filteredOn(each -> each.floor().costTotal().equals(Money.parse("2.00")))
        .hasSize(2_400);
  }

  @Test
  void whatAnOlderOperatorWroteAfterwardsCounts() {
    floors.write(lines(0, 1_000, "1.00"));
    var moved = new EndpointName("team", "e999");
    writeAsBefore(lines(0, 1_000, "2.00"));

    assertThat(floors.all().values())
        .filteredOn(each -> each.floor().costTotal().equals(Money.parse("2.00")))
        .hasSize(1_000);
    assertThat(floors.of(moved, "new", true).costTotal()).isEqualTo(Money.parse("2.00"));
  }

  @Test
  void withoutTheFirstConfigMapTheOthersAreReadAllTheSame() {
    floors.write(lines(0, 1_000, "1.00"));
    var elsewhere =
        1_000
            - client
                .configMaps()
                .inNamespace(NAMESPACE)
                .withName(ConfigMapFloors.NAME)
                .get()
                .getData()
                .size()
            + 2;
    client.configMaps().inNamespace(NAMESPACE).withName(ConfigMapFloors.NAME).delete();

    assertThat(floors.all()).hasSize(elsewhere);
    floors.write(GONE, "uid-gone", floor());
    assertThat(floors.all()).hasSize(elsewhere + 1);
  }
}
