package ai.kernelpanic09.operator.credentials;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoleRulesTest {

  private static final String ROLE = "arn:aws:iam::123456789012:role/team-a/bedrock";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "arn:aws:iam::123456789012:role/team-a/bedrock | true",
        "arn:aws:iam::123456789012:role/team-a/*       | true",
        "x, arn:aws:iam::123456789012:role/* ,y        | true",
        "*                                             | true",
        "arn:aws:iam::123456789012:role/team-b/*       | false",
        "arn:aws:iam::123456789012:role/team-a         | false",
        "arn:aws:iam::123456789012:role/TEAM-A/*       | false",
        "arn:aws:iam::*:role/team-a/bedrock            | false",
        "''                                            | false",
        "','                                           | false",
      })
  void anAllowListNamesRolesOrTheirBeginnings(String list, boolean allowed) {
    assertThat(RoleRules.refusal(ROLE, list, false).isEmpty()).isEqualTo(allowed);
    assertThat(RoleRules.refusal(ROLE, list, true).isEmpty()).isEqualTo(allowed);
  }

  @Test
  void withoutAnAllowListTheSettingDecides() {
    assertThat(RoleRules.refusal(ROLE, null, false)).isEmpty();
    assertThat(RoleRules.refusal(ROLE, null, true))
        .hasValueSatisfying(why -> assertThat(why).contains("allowed-role-arns"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "arn:aws:iam::123456789012:role/a",
        "arn:aws-us-gov:iam::123456789012:role/path/to/a",
        "arn:aws-cn:iam::123456789012:role/a+b=c,d.e@f-g",
      })
  void knowsRoles(String arn) {
    assertThat(RoleRules.isRoleArn(arn)).isTrue();
    assertThat(RoleRules.account(arn)).isEqualTo("123456789012");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "role/a",
        "arn:aws:iam::12345678901:role/a",
        "arn:aws:iam::123456789012:user/a",
        "arn:aws:iam::123456789012:role/",
        "arn:aws:iam::123456789012:role/a b",
        "arn:aws:sts::123456789012:assumed-role/a/b",
        "arn:aws:iam::123456789012:role/a\n",
      })
  void knowsWhatIsNoRole(String text) {
    assertThat(RoleRules.isRoleArn(text)).isFalse();
  }
}
