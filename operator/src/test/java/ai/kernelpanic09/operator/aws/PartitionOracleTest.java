package ai.kernelpanic09.operator.aws;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.core.aws.Partition;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.regions.Region;

/** Our table of partitions against that of AWS's own SDK. */
class PartitionOracleTest {

  @Test
  void everyRegionOfTheSdkHasItsPartitionAndDomain() {
    assertThat(Region.regions()).hasSizeGreaterThan(30);
    for (var region : Region.regions()) {
      if (region.isGlobalRegion()) {
        continue;
      }
      var theirs = region.metadata().partition();
      var ours = Partition.ofRegion(region.id());
      assertThat(ours.id()).as(region.id()).isEqualTo(theirs.id());
      assertThat(ours.dnsSuffix()).as(region.id()).isEqualTo(theirs.dnsSuffix());
    }
  }

  @Test
  void aRoleIsAskedForInItsPartition() {
    for (var each : Partition.values()) {
      var role = "arn:" + each.id() + ":iam::123456789012:role/operator";
      assertThat(Partition.ofRegion(StsRegion.of(role, null))).isEqualTo(each);
      assertThat(Partition.ofRegion(StsRegion.of(role, " "))).isEqualTo(each);
      assertThat(StsRegion.of(role, "ap-south-1")).isEqualTo("ap-south-1");
    }
  }
}
