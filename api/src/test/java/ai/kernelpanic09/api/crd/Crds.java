package ai.kernelpanic09.api.crd;

import ai.kernelpanic09.api.GuardrailPolicy;
import ai.kernelpanic09.api.ModelEndpoint;
import ai.kernelpanic09.api.PromptTemplate;
import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.crdv2.generator.CRDPostProcessor;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Generates the CRDs from the classes. */
final class Crds {

  private static final String HEADER =
      "# Generated from the classes of module api by `make manifests`: change those instead.\n";

  private static final Pattern WHOLE_NUMBER =
      Pattern.compile("^( +(?:minimum|maximum): [0-9]+)\\.0$", Pattern.MULTILINE);

  /** A number that YAML would show as {@code 1.0E7}. */
  private static final Pattern SCIENTIFIC =
      Pattern.compile("^( +(?:minimum|maximum): )([0-9.]+E[0-9]+)$", Pattern.MULTILINE);

  private Crds() {}

  /** YAML by file name, such as {@code ai.kernelpanic09.io_modelendpoints.yaml}. */
  static Map<String, String> generate(Path scratch) throws IOException {
    new CRDGenerator()
        .customResourceClasses(ModelEndpoint.class, PromptTemplate.class, GuardrailPolicy.class)
        .withMinQuotes(false) // without quotes the enum value True becomes a boolean
        .withPostProcessor(new Refining())
        .inOutputDir(scratch.toFile())
        .detailedGenerate();
    var files = new TreeMap<String, String>();
    try (var generated = Files.list(scratch)) {
      for (var file : generated.toList()) {
        var yaml = Files.readString(file);
        var crd = parse(yaml);
        files.put(
            crd.getSpec().getGroup() + "_" + crd.getSpec().getNames().getPlural() + ".yaml",
            HEADER + plainNumbers(yaml.substring(yaml.indexOf("apiVersion:"))));
      }
    }
    return files;
  }

  static CustomResourceDefinition parse(String yaml) {
    return new KubernetesSerialization().unmarshal(yaml, CustomResourceDefinition.class);
  }

  private static String plainNumbers(String yaml) {
    var plain =
        SCIENTIFIC
            .matcher(yaml)
            .replaceAll(m -> m.group(1) + new BigDecimal(m.group(2)).toBigInteger().toString());
    return WHOLE_NUMBER.matcher(plain).replaceAll("$1");
  }

  private static final class Refining implements CRDPostProcessor {
    @Override
    public HasMetadata process(HasMetadata crd, String version) {
      return new SchemaRefinement((CustomResourceDefinition) crd).refined();
    }
  }
}
