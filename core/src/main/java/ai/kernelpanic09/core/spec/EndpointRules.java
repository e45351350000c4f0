package ai.kernelpanic09.core.spec;

import ai.kernelpanic09.core.aws.Partition;
import ai.kernelpanic09.core.spec.ModelEndpointSpec.CostBudget;
import ai.kernelpanic09.core.spec.ModelEndpointSpec.LongPromptPricing;
import ai.kernelpanic09.core.spec.ModelEndpointSpec.Pricing;
import ai.kernelpanic09.core.spec.ModelEndpointSpec.RateLimit;
import ai.kernelpanic09.core.spec.ModelEndpointSpec.Resources;
import ai.kernelpanic09.core.spec.ModelEndpointSpec.Sidecar;
import ai.kernelpanic09.core.spec.ModelEndpointSpec.Timeouts;
import java.net.URI;
import java.time.ZoneId;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The rules of an endpoint that need no other endpoint. */
final class EndpointRules {

  private final ModelEndpointSpec spec;
  private final Findings findings;

  EndpointRules(ModelEndpointSpec spec, Findings findings) {
    this.spec = spec;
    this.findings = findings;
  }

  void check(Set<String> endpointHosts) {
    model();
    findings.inRange("spec.maxTokens", spec.maxTokens(), 1, 1_000_000);
    if (spec.costBudget() != null) {
      budget(spec.costBudget());
    }
    if (spec.rateLimit() != null) {
      rates(spec.rateLimit());
    }
    if (spec.pricing() != null) {
      pricing(spec.pricing());
    }
    if (spec.endpointUrl() != null) {
      endpointUrl(spec.endpointUrl(), endpointHosts);
    }
    findings.matches(
        "spec.guardrailPolicyRef",
        spec.guardrailPolicyRef(),
        Patterns.DNS_LABEL,
        "must be the name of a GuardrailPolicy");
    if (spec.checkToolResults() && spec.guardrailPolicyRef() == null) {
      findings.error("spec.checkToolResults", "needs spec.guardrailPolicyRef");
    }
    if (!spec.guardrailExemptions().isEmpty() && spec.guardrailPolicyRef() == null) {
      findings.error("spec.guardrailExemptions", "needs spec.guardrailPolicyRef");
    }
    findings.unique("spec.guardrailExemptions", spec.guardrailExemptions(), "", e -> e);
    if (spec.projectIdentifier() != null) {
      project(spec.projectIdentifier());
    }
    if (spec.timeouts() != null) {
      timeouts(spec.timeouts());
    }
    if (spec.sidecar() != null) {
      sidecar(spec.sidecar());
    }
  }

  private void timeouts(Timeouts timeouts) {
    findings.inRange("spec.timeouts.firstByteSeconds", timeouts.firstByteSeconds(), 1, 3_600);
    findings.inRange(
        "spec.timeouts.betweenEventsSeconds", timeouts.betweenEventsSeconds(), 1, 3_600);
    findings.inRange("spec.timeouts.totalSeconds", timeouts.totalSeconds(), 1, 3_600);
  }

  private void model() {
    if (findings.required("spec.modelId", spec.modelId())
        && findings.matches(
            "spec.modelId",
            spec.modelId(),
            Patterns.MODEL_ID,
            "must be a Bedrock model id, an inference profile's id, or the ARN of a model, profile"
                + " or prompt router")
        && spec.modelId().startsWith("arn:")) {
      if (!spec.modelId().split(":", -1)[3].equals(spec.region())) {
        findings.error("spec.modelId", "must name the region of spec.region when it is an ARN");
      } else {
        ofTheRegionsPartition("spec.modelId", spec.modelId());
      }
    }
    if (findings.required("spec.region", spec.region())) {
      findings.matches(
          "spec.region", spec.region(), Patterns.REGION, "must be an AWS region such as us-east-1");
    }
    if (findings.required("spec.irsaRoleArn", spec.irsaRoleArn())
        && findings.matches(
            "spec.irsaRoleArn",
            spec.irsaRoleArn(),
            Patterns.ROLE_ARN,
            "must be the ARN of an IAM role such as"
                + " arn:aws:iam::123456789012:role/bedrock-invoker")) {
      ofTheRegionsPartition("spec.irsaRoleArn", spec.irsaRoleArn());
    }
  }

  private void project(String project) {
    if (!findings.matches(
        "spec.projectIdentifier",
        project,
        Patterns.PROJECT,
        "must be the id of a Bedrock project, or its ARN such as"
            + " arn:aws:bedrock:us-east-1:123456789012:project/proj_abc123")) {
      return;
    }
    if (spec.modelId() != null && spec.modelId().contains(":application-inference-profile/")) {
      findings.error(
          "spec.projectIdentifier",
          "can't be set for an application inference profile, which has tags of its own");
    }
    if (!project.startsWith("arn:")) {
      return;
    }
    var parts = project.split(":", -1);
    if (!parts[3].equals(spec.region())) {
      findings.error(
          "spec.projectIdentifier", "must name the region of spec.region when it is an ARN");
      return;
    }
    ofTheRegionsPartition("spec.projectIdentifier", project);
    var role = spec.irsaRoleArn();
    if (role != null && role.startsWith("arn:") && !role.contains(":" + parts[4] + ":")) {
      findings.error(
          "spec.projectIdentifier",
          "must be of the account of spec.irsaRoleArn, for a call is on the bill of its role's"
              + " account");
    }
  }

  private void ofTheRegionsPartition(String field, String arn) {
    var region = spec.region();
    if (region == null) {
      return;
    }
    var partition = Partition.ofRegion(region);
    if (Partition.ofArn(arn).filter(partition::equals).isEmpty()) {
      findings.error(
          field,
          "must begin with arn:"
              + partition.id()
              + ": because spec.region "
              + region
              + " is of AWS's partition "
              + partition.id());
    }
  }

  private void budget(CostBudget budget) {
    if (budget.daily() == null && budget.monthly() == null) {
      findings.error("spec.costBudget", "must set daily, monthly or both");
    }
    var before = findings.all().size();
    findings.positiveMoney("spec.costBudget.daily", budget.daily());
    findings.positiveMoney("spec.costBudget.monthly", budget.monthly());
    if (findings.all().size() == before) {
      var daily = budget.dailyLimit();
      var monthly = budget.monthlyLimit();
      if (daily != null && monthly != null && daily.compareTo(monthly) > 0) {
        findings.warning(
            "spec.costBudget.daily",
            "is above spec.costBudget.monthly (" + monthly + "), so it never takes effect");
      }
    }
    if (!ZoneId.getAvailableZoneIds().contains(budget.timeZone())) {
      findings.error(
          "spec.costBudget.timeZone",
          "'" + budget.timeZone() + "' is no IANA time zone such as UTC or Europe/Berlin");
    }
  }

  private void rates(RateLimit rates) {
    if (rates.requestsPerMinute() == null && rates.tokensPerMinute() == null) {
      findings.error("spec.rateLimit", "must set requestsPerMinute, tokensPerMinute or both");
    }
    findings.inRange("spec.rateLimit.requestsPerMinute", rates.requestsPerMinute(), 1, 1_000_000);
    findings.inRange("spec.rateLimit.tokensPerMinute", rates.tokensPerMinute(), 1, 1_000_000_000);
    findings.inRange("spec.rateLimit.standingPercent", rates.standingPercent(), 0, 50);
    if (rates.tokensPerMinute() != null && rates.tokensPerMinute() < spec.maxTokens()) {
      findings.warning(
          "spec.rateLimit.tokensPerMinute",
          "is below spec.maxTokens ("
              + spec.maxTokens()
              + "), so calls that ask for as many tokens never pass");
    }
  }

  private void pricing(Pricing pricing) {
    findings.positiveMoney("spec.pricing.input", pricing.input());
    findings.positiveMoney("spec.pricing.output", pricing.output());
    findings.positiveMoney("spec.pricing.cacheRead", pricing.cacheRead());
    findings.positiveMoney("spec.pricing.cacheWrite5m", pricing.cacheWrite5m());
    findings.positiveMoney("spec.pricing.cacheWrite1h", pricing.cacheWrite1h());
    findings.inRange("spec.pricing.contextWindow", pricing.contextWindow(), 1, 10_000_000);
    if (pricing.longPrompts() != null) {
      longPrompts(pricing.longPrompts());
    }
  }

  private void longPrompts(LongPromptPricing pricing) {
    var path = "spec.pricing.longPrompts";
    if (findings.required(path + ".aboveTokens", pricing.aboveTokens())) {
      findings.inRange(path + ".aboveTokens", pricing.aboveTokens(), 1, 10_000_000);
    }
    if (pricing.input() == null
        && pricing.output() == null
        && pricing.cacheRead() == null
        && pricing.cacheWrite5m() == null
        && pricing.cacheWrite1h() == null) {
      findings.error(path, "must set a price");
    }
    findings.positiveMoney(path + ".input", pricing.input());
    findings.positiveMoney(path + ".output", pricing.output());
    findings.positiveMoney(path + ".cacheRead", pricing.cacheRead());
    findings.positiveMoney(path + ".cacheWrite5m", pricing.cacheWrite5m());
    findings.positiveMoney(path + ".cacheWrite1h", pricing.cacheWrite1h());
  }

  private void endpointUrl(String url, Set<String> endpointHosts) {
    if (!findings.matches(
        "spec.endpointUrl",
        url,
        Patterns.HTTPS_HOST,
        "must be an https URL of a host, without path or query")) {
      return;
    }
    var host = URI.create(url).getHost();
    if (host == null) {
      findings.error("spec.endpointUrl", "must name a host");
    } else if (!endpointHosts.contains(host) && !isBedrockOf(host)) {
      findings.error(
          "spec.endpointUrl",
          "must be Bedrock's runtime in region "
              + spec.region()
              + ", or a host of the operator's setting endpointHosts: signed requests go there");
    }
  }

  private boolean isBedrockOf(String host) {
    var region = String.valueOf(spec.region());
    return Pattern.matches(
        "(vpce-[a-z0-9-]+[.])?bedrock-runtime(-fips)?[.]"
            + Pattern.quote(region)
            + "[.](vpce[.])?"
            + Pattern.quote(Partition.ofRegion(region).dnsSuffix()),
        host);
  }

  private void sidecar(Sidecar sidecar) {
    findings.inRange("spec.sidecar.maxBodyBytes", sidecar.maxBodyBytes(), 1024, 26_214_400);
    if (sidecar.resources() != null) {
      resources(sidecar.resources());
    }
  }

  private void resources(Resources resources) {
    var requests = resources.requests();
    var limits = resources.limits();
    if (requests != null) {
      quantity("requests.cpu", requests.cpu());
      quantity("requests.memory", requests.memory());
    }
    if (limits != null) {
      quantity("limits.cpu", limits.cpu());
      quantity("limits.memory", limits.memory());
    }
    if (requests != null && limits != null) {
      notAbove("cpu", requests.cpu(), limits.cpu());
      notAbove("memory", requests.memory(), limits.memory());
    }
  }

  private void quantity(String member, @Nullable String text) {
    findings.matches(
        "spec.sidecar.resources." + member,
        text,
        Patterns.QUANTITY,
        "must be a Kubernetes quantity such as 20m or 96Mi");
  }

  private void notAbove(String resource, @Nullable String request, @Nullable String limit) {
    var requested = ResourceQuantity.parse(request);
    var limited = ResourceQuantity.parse(limit);
    if (requested != null && limited != null && requested.compareTo(limited) > 0) {
      findings.error(
          "spec.sidecar.resources.requests." + resource, "must not be above its limit: " + limit);
    }
  }
}
