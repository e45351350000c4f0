package ai.kernelpanic09.e2e;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checks the compiled classes against the allowed dependencies of docs/architecture.md. */
class LayersTest {

  private static final String ROOT = "ai.kernelpanic09.";
  private static final List<String> MODULES =
      List.of("core", "api", "webhook", "operator", "sidecar", "simulator", "local", "cli");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("ai.kernelpanic09");

  @ParameterizedTest
  @CsvSource({
    "core, ''",
    "api, core",
    "webhook, core api",
    "operator, core api webhook",
    "sidecar, core",
    "simulator, ''",
    "local, core sidecar simulator",
    "cli, core api sidecar local"
  })
  void aModuleSeesOnlyThoseBelowIt(String module, String below) {
    var seen = List.of(below.split(" "));
    var others =
        MODULES.stream()
            .filter(each -> !each.equals(module) && !seen.contains(each))
            .map(each -> ROOT + each + "..")
            .toArray(String[]::new);
    noClasses()
        .that()
        .resideInAPackage(ROOT + module + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(others)
        .check(CLASSES);
  }

  @Test
  void theDomainKnowsNoKubernetesNoAwsAndNoVertx() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + "core..")
        .should()
        .dependOnClassesThat(
            DescribedPredicate.describe(
                "are neither the JDK's, our own, nor annotations",
                type ->
                    !type.getPackageName().startsWith("java.")
                        && !type.getPackageName().equals("javax.net.ssl")
                        && !type.getPackageName().startsWith(ROOT + "core")
                        && !type.getPackageName().equals("com.fasterxml.jackson.annotation")
                        && !type.getPackageName().equals("io.fabric8.generator.annotation")
                        && !type.getPackageName().equals("org.jspecify.annotations")
                        && !type.isPrimitive()
                        && !type.isArray()))
        .check(CLASSES);
  }

  @Test
  void theSidecarUsesNoServiceClientOfAws() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + "sidecar..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("software.amazon.awssdk.services..")
        .check(CLASSES);
  }

  @Test
  void aSurfaceKnowsNoOther() {
    SlicesRuleDefinition.slices()
        .matching(ROOT + "sidecar.surface.(*)..")
        .should()
        .notDependOnEachOther()
        .check(CLASSES);
  }

  @Test
  void theSurfacesShareWhatKnowsNoneOfThem() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + "sidecar.surface")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(ROOT + "sidecar.surface.*..")
        .check(CLASSES);
  }

  /**
   * What knows neither a wire form of Bedrock's nor one of a caller, and is built from what. Every
   * other package of the sidecar is a form, a surface, or puts the parts together.
   */
  @ParameterizedTest
  @CsvSource({
    "body, ''",
    "dns, ''",
    "journal, ''",
    "json, body",
    "guardrail, json",
    "bedrock, body dns",
    "failure, bedrock json",
    "reply, bedrock body guardrail",
    "endpoint, bedrock guardrail journal",
    "textcheck, bedrock body endpoint failure guardrail json reply",
    "call, bedrock body endpoint failure guardrail json reply textcheck",
    "control, dns endpoint journal",
    "prompt, control endpoint failure json",
    "metrics, call endpoint guardrail"
  })
  void whatKnowsNoFormSeesOnlyWhatItIsBuiltFrom(String name, String builtFrom) {
    var seen =
        Stream.concat(Stream.of(name), Stream.of(builtFrom.split(" ")))
            .filter(each -> !each.isEmpty())
            .map(LayersTest::ofSidecar)
            .toArray(String[]::new);
    noClasses()
        .that()
        .resideInAPackage(ofSidecar(name))
        .should()
        .dependOnClassesThat(
            resideInAPackage(ROOT + "sidecar..").and(not(resideInAnyPackage(seen))))
        .check(CLASSES);
  }

  /** The form of each of Bedrock's operations is a package of its own, whichever there are. */
  @Test
  void aFormIsBuiltFromCallsAndKnowsNoSurface() {
    var above =
        Stream.of("surface", "gateway", "training", "prompt", "control", "metrics")
            .map(LayersTest::ofSidecar)
            .toArray(String[]::new);
    noClasses()
        .that()
        .resideInAPackage(ofSidecar("*"))
        .and()
        .resideOutsideOfPackages(above)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(above)
        .check(CLASSES);
  }

  @Test
  void theGatewayKnowsOnlyWhatAllSurfacesShare() {
    noClasses()
        .that()
        .resideInAPackage(ofSidecar("gateway"))
        .should()
        .dependOnClassesThat()
        .resideInAPackage(ofSidecar("surface.*"))
        .check(CLASSES);
  }

  private static String ofSidecar(String name) {
    return ROOT + "sidecar." + name + "..";
  }

  @ParameterizedTest
  @CsvSource({"core", "api", "webhook", "operator", "sidecar", "simulator", "local", "cli"})
  void packagesOfAModuleFormNoCycle(String module) {
    SlicesRuleDefinition.slices()
        .matching(ROOT + module + ".(*)..")
        .should()
        .beFreeOfCycles()
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  @ParameterizedTest
  @CsvSource({
    "failure, ''",
    "config, ''",
    "health, ''",
    "certificate, ''",
    "serving, ''",
    "outage, ''",
    "aws, ''",
    "credentials, aws model",
    "probe, aws budget",
    "training, ''",
    "metrics, budget serving",
    "cluster, budget failure",
    "admission, certificate cluster config connection",
    "control, aws budget certificate cluster config connection credentials endpoint failure outage prompt serving"
  })
  void aPackageOfTheOperatorSeesOnlyThoseItIsBuiltFrom(String name, String builtFrom) {
    var operator = ROOT + "operator.";
    var seen =
        Stream.concat(Stream.of(name), Stream.of(builtFrom.split(" ")))
            .filter(each -> !each.isEmpty())
            .map(each -> operator + each + "..")
            .toArray(String[]::new);
    noClasses()
        .that()
        .resideInAPackage(operator + name + "..")
        .should()
        .dependOnClassesThat(
            resideInAPackage(ROOT + "operator..").and(not(resideInAnyPackage(seen))))
        .check(CLASSES);
  }

  @Test
  void noPackageOfTheOperatorSeesWhatPutsItTogether() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + "operator.*..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(ROOT + "operator")
        .check(CLASSES);
  }

  /** The packages inside of injection too, each by itself and not as part of {@code inject}. */
  @Test
  void packagesOfTheWebhookFormNoCycleAtAnyDepth() {
    SlicesRuleDefinition.slices()
        .matching(ROOT + "webhook.(**)")
        .should()
        .beFreeOfCycles()
        .check(CLASSES);
  }

  @ParameterizedTest
  @CsvSource({
    "verdict, ''",
    "inject.patch, ''",
    "inject.facts, ''",
    "inject.pod, inject.facts",
    "inject.proof, verdict inject.patch inject.facts inject.pod",
    "inject.plan, verdict inject.facts inject.pod inject.proof",
    "inject.render, verdict inject.facts inject.pod inject.proof inject.plan",
    "inject.env, verdict inject.facts inject.pod inject.plan",
    "inject.annotation, inject.facts inject.pod"
  })
  void aPackageOfInjectionSeesOnlyThoseBelowIt(String name, String below) {
    var seen =
        Stream.concat(Stream.of(name), Stream.of(below.split(" ")))
            .map(each -> ROOT + "webhook." + each)
            .toList();
    noClasses()
        .that()
        .resideInAPackage(ROOT + "webhook." + name)
        .should()
        .dependOnClassesThat(
            DescribedPredicate.describe(
                "are the webhook's, but not of " + below,
                type ->
                    type.getPackageName().startsWith(ROOT + "webhook")
                        && !seen.contains(type.getPackageName())))
        .check(CLASSES);
  }
}
