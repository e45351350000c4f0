package ai.kernelpanic09.cli.bill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kernelpanic09.cli.terminal.CommandFailure;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CostReportReaderTest {

  private static final String PRINCIPAL =
      "arn:aws:sts::123456789012:assumed-role/bedrock-invoker/ai-workloads.claude@team-b";

  private final List<CostLine> lines = new ArrayList<>();
  private final Problems problems = new Problems();

  private void read(String... text) throws IOException, CommandFailure {
    var bytes = String.join("\n", text).getBytes(StandardCharsets.UTF_8);
    new CostReportReader("cur.csv", problems, lines::add).read(new ByteArrayInputStream(bytes));
  }

  private static CostLine line(String endpoint, String dollars) {
    return new CostLine("2026-11-22", endpoint, new BigDecimal(dollars));
  }

  @Test
  void version2TellsEndpointsByThePrincipal() throws Exception {
    read(
        "\ufeffline_item_usage_start_date,line_item_product_code,line_item_unblended_cost,line_item_currency_code,line_item_iam_principal,resource_tags",
        "2026-11-22T00:00:00.000Z,AmazonBedrock,0.0123456789,USD," + PRINCIPAL + ",",
        "2026-11-22 01:00:00,AmazonBedrock,1E-7,USD,arn:aws:iam::123456789012:user/alice,",
        "2026-11-22T02:00:00Z,AmazonS3,5.00,USD,,",
        "2026-11-22T03:00:00Z,AmazonBedrock,-2,USD,,\"{\"\"iamPrincipal/k8s-ai-endpoint\"\":\"\"team/nova\"\",\"\"a\"\":\"\"b\"\"}\"");

    assertThat(lines)
        .containsExactly(
            line("ai-workloads/claude", "0.0123456789"), line("", "1E-7"), line("team/nova", "-2"));
    assertThat(problems.sentences()).isEmpty();
  }

  @Test
  void legacyColumnsAreReadAsTheFileAndAsAthenaNamesThem() throws Exception {
    read(
        "identity/LineItemId,lineItem/UsageStartDate,lineItem/ProductCode,lineItem/UnblendedCost,resourceTags/user:k8s-ai-endpoint",
        "x,2026-11-22T00:00:00Z,AmazonBedrock,0.5,team/nova\r");
    read(
        "line_item_usage_start_date,line_item_product_code,product_product_name,line_item_unblended_cost,resource_tags_user_k8s_ai_endpoint",
        "2026-11-22 00:00:00.000,4xyz,\"Claude 3 (Amazon Bedrock Edition), \"\"v2\"\"\",0.25,team/nova");

    assertThat(lines).containsExactly(line("team/nova", "0.5"), line("team/nova", "0.25"));
  }

  @Test
  void rowsThatTellNothingAreToldAndEndNothing() throws Exception {
    read(
        "line_item_usage_start_date,line_item_product_code,line_item_unblended_cost,line_item_currency_code",
        "yesterday,AmazonBedrock,1,USD",
        "2026-11-22,AmazonBedrock,one,USD",
        "2026-11-22,AmazonBedrock,1e999999,USD",
        "2026-11-22,AmazonBedrock,1,CNY",
        "2026-11-22",
        "",
        "2026-11-22,AmazonBedrock,1,USD");

    assertThat(lines).containsExactly(line("", "1"));
    assertThat(problems.sentences())
        .containsExactlyInAnyOrder(
            "1 left out: a row without a date, at cur.csv:2",
            "2 left out: a row whose cost is no number, at cur.csv:3, cur.csv:4",
            "1 left out: a row in another currency than USD, at cur.csv:5");
  }

  @Test
  void aColumnThatIsMissingIsNamed() {
    assertThatThrownBy(() -> read("line_item_product_code,line_item_unblended_cost", "a,1"))
        .hasMessage("cur.csv has no column line_item_usage_start_date: include it in the export");
    assertThatThrownBy(() -> read("line_item_usage_start_date,line_item_unblended_cost", "a,1"))
        .hasMessage("cur.csv has no column line_item_product_code: include it in the export");
  }

  @Test
  void aReportIsKnownByItsHeader() {
    assertThat(CostReportReader.isHeader("identity/LineItemId,lineItem/UsageStartDate")).isTrue();
    assertThat(CostReportReader.isHeader("\ufeff\"line_item_unblended_cost\",bill_x")).isTrue();
    assertThat(CostReportReader.isHeader("{\"timestamp\":\"x\"}")).isFalse();
    assertThat(CostReportReader.isHeader("")).isFalse();
  }
}
