package ai.kernelpanic09.core.aws;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PartitionTest {

  @ParameterizedTest
  @CsvSource({
    "us-east-1, aws, bedrock-runtime.us-east-1.amazonaws.com",
    "eu-central-1, aws, bedrock-runtime.eu-central-1.amazonaws.com",
    "us-gov-west-1, aws-us-gov, bedrock-runtime.us-gov-west-1.amazonaws.com",
    "cn-northwest-1, aws-cn, bedrock-runtime.cn-northwest-1.amazonaws.com.cn",
    "eusc-de-east-1, aws-eusc, bedrock-runtime.eusc-de-east-1.amazonaws.eu",
    "us-iso-east-1, aws-iso, bedrock-runtime.us-iso-east-1.c2s.ic.gov",
    "us-isob-east-1, aws-iso-b, bedrock-runtime.us-isob-east-1.sc2s.sgov.gov",
  })
  void aRegionHasAPartitionAndHostsInItsDomain(String region, String partition, String host) {
    assertThat(Partition.ofRegion(region).id()).isEqualTo(partition);
    assertThat(Partition.host("bedrock-runtime", region)).isEqualTo(host);
  }

  @ParameterizedTest
  @CsvSource({
    "arn:aws:iam::123456789012:role/r, STANDARD",
    "arn:aws-eusc:iam::123456789012:role/r, EU_SOVEREIGN",
    "arn:aws-us-gov:bedrock:us-gov-west-1::foundation-model/m, US_GOV",
  })
  void anArnNamesItsPartition(String arn, Partition partition) {
    assertThat(Partition.ofArn(arn)).hasValue(partition);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "arn", "arn:aws", "arn:aws-mars:iam::1:role/r", "ARN:aws:iam::1:r"})
  void otherTextsNameNone(String text) {
    assertThat(Partition.ofArn(text)).isEmpty();
  }

  @Test
  void theMainRegionIsOfItsPartition() {
    for (var each : Partition.values()) {
      assertThat(Partition.ofRegion(each.mainRegion())).isEqualTo(each);
    }
  }
}
