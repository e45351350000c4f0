package ai.kernelpanic09.core.ledger;

import static ai.kernelpanic09.core.ledger.LedgerFixture.dollars;
import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.core.money.Money;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LeaseTableTest {

  private static final Lease SETTLED = Lease.open("settled", "i1");
  private static final Lease SECOND = Lease.open("second", "i1").grant(1, dollars("2"));
  private static final Lease THIRD = Lease.open("third", "i1").grant(1, dollars("3"));

  private final LeaseTable leases = new LeaseTable(List.of(SETTLED, SECOND, THIRD));

  @Test
  void aLeaseIsFoundByHolderAndIncarnation() {
    assertThat(leases.find("second", "i1")).isEqualTo(SECOND);
    assertThat(leases.find("second", "i2")).isNull();
    assertThat(leases.find("fourth", "i1")).isNull();
  }

  @Test
  void aLeaseIsReplacedInItsPlaceAndANewOneComesLast() {
    var more = SECOND.grant(2, dollars("1"));
    var other = Lease.open("second", "i2").grant(3, dollars("1"));
    leases.put(more);
    leases.put(other);
    assertThat(leases).containsExactly(SETTLED, more, THIRD, other);
    assertThat(leases.out()).isEqualTo(dollars("7"));
    assertThat(leases.holding()).isEqualTo(3);
  }

  @Test
  void leasesBehindADroppedOneAreFoundAndReplacedAsBefore() {
    assertThat(leases.find("third", "i1")).isEqualTo(THIRD);
    leases.dropSettled(2, Set.of());
    assertOthersAreFoundAndReplaced();
  }

  @Test
  void leasesBehindARemovedOneAreFoundAndReplacedAsBefore() {
    assertThat(leases.find("third", "i1")).isEqualTo(THIRD);
    leases.removeIf(lease -> lease.out().isZero());
    assertOthersAreFoundAndReplaced();
  }

  private void assertOthersAreFoundAndReplaced() {
    assertThat(leases.find("settled", "i1")).isNull();
    assertThat(leases.find("second", "i1")).isEqualTo(SECOND);
    assertThat(leases.find("third", "i1")).isEqualTo(THIRD);
    var more = THIRD.grant(2, dollars("1"));
    leases.put(more);
    assertThat(leases).containsExactly(SECOND, more);
  }

  @Test
  void onlyTheOldestSettledLeasesOfHoldersThatDoNotAskAreDropped() {
    var asking = Lease.open("asking", "i1");
    var late = Lease.open("late", "i1");
    var table = new LeaseTable(List.of(asking, SECOND, SETTLED, late));
    table.dropSettled(3, Set.of("asking"));
    assertThat(table).containsExactly(asking, SECOND, late);
    table.dropSettled(0, Set.of("asking"));
    assertThat(table).as("dollars out are never dropped").containsExactly(asking, SECOND);
  }

  @Test
  void aDeadLeaseKeepsItsPlaceAndItsDollars() {
    leases.markDead(lease -> lease.holder().equals("second"));
    assertThat(Objects.requireNonNull(leases.find("second", "i1")).dead()).isTrue();
    assertThat(Lease.unreachable(leases)).isEqualTo(dollars("2"));
    assertThat(leases.out()).isEqualTo(dollars("5"));
  }

  /** Only an edited status can hold two lines of one lease; the dollars of both count. */
  @Test
  void twoLinesOfOneLeaseBothCount() {
    var twice = new LeaseTable(List.of(SECOND, SECOND.grant(2, dollars("5"))));
    assertThat(twice.out()).isEqualTo(dollars("9"));
    assertThat(Objects.requireNonNull(twice.find("second", "i1")).granted())
        .isEqualTo(dollars("7"));
    twice.clear();
    assertThat(twice.size()).isZero();
    assertThat(twice.out()).isEqualTo(Money.ZERO);
  }
}
