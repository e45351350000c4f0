package ai.kernelpanic09.core.spec;

/** Patterns and CEL rules that several members of the specs share. */
final class Patterns {

  static final String DNS_LABEL = "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$";

  static final String IDENTIFIER = "^[A-Za-z_][A-Za-z0-9_]*$";

  static final String REGION = "^[a-z]{2,4}(-[a-z]+){1,3}-[0-9]{1,2}$";

  static final String ROLE_ARN =
      "^arn:aws(-[a-z]+){0,3}:iam::[0-9]{12}:role/([A-Za-z0-9_+=,.@-]+/)*[A-Za-z0-9_+=,.@-]{1,64}$";

  static final String TIME_ZONE = "^[A-Za-z_]+(/[A-Za-z0-9_+-]+)*$";

  /** A bare id, or one with the prefix of an inference profile. */
  private static final String PLAIN_MODEL_ID =
      "[a-z0-9][a-z0-9-]{0,62}([.][a-z0-9][a-z0-9-]{0,62}){1,4}(:[a-z0-9-]{1,63}){0,2}";

  static final String MODEL_ID =
      "^("
          + PLAIN_MODEL_ID
          + "|arn:aws(-[a-z]+){0,3}:bedrock:[a-z0-9-]{1,20}:("
          + (":foundation-model/" + PLAIN_MODEL_ID)
          + "|[0-9]{12}:(application-)?inference-profile/[a-zA-Z0-9:.-]{1,200}"
          + "|[0-9]{12}:(default-)?prompt-router/[a-zA-Z0-9:.-]{1,200}"
          + "|[0-9]{12}:(provisioned-model|imported-model|custom-model-deployment)/[a-z0-9]{12}"
          + "))$";

  /** The id of a project or its ARN, as in Bedrock's service model. */
  static final String PROJECT =
      "^([a-zA-Z0-9_-]{1,128}|arn:aws(-[a-z]+){0,3}:bedrock:[0-9a-z-]{1,20}:[0-9]{12}:project/"
          + "[a-zA-Z0-9_-]{1,128})$";

  static final String HTTPS_HOST = "^https://[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?(:[0-9]{1,5})?/?$";

  /** A positive Kubernetes quantity. */
  static final String QUANTITY = "^[0-9]+([.][0-9]+)?(m|k|M|G|T|Ki|Mi|Gi|Ti)?$";

  static final String MONEY = "^[0-9]{1,9}([.][0-9]{1,9})?$";

  private static final String MONEY_RULE = "self.matches('" + MONEY + "')";

  /** Two regular expressions, because no readable one alone says "greater than zero". */
  static final String POSITIVE_MONEY_RULE = MONEY_RULE + " && self.matches('[1-9]')";

  static final String POSITIVE_MONEY_MESSAGE =
      "must be a decimal string of dollars greater than zero with at most 9 decimals, such as"
          + " \"10.00\"";

  private Patterns() {}
}
