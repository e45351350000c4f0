package ai.kernelpanic09.operator.guardrail;

/** Where a guardrail is: Bedrock keeps them by account and region. */
record AccountRegion(String account, String region) implements Comparable<AccountRegion> {

  @Override
  public int compareTo(AccountRegion other) {
    var byAccount = account.compareTo(other.account);
    return byAccount != 0 ? byAccount : region.compareTo(other.region);
  }

  @Override
  public String toString() {
    return account + "/" + region;
  }
}
