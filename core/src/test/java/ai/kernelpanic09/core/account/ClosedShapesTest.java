package ai.kernelpanic09.core.account;

import static ai.kernelpanic09.core.price.CallFeature.IMAGES;
import static ai.kernelpanic09.core.price.CallFeature.TOOLS;
import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.core.endpoint.EndpointLimits;
import ai.kernelpanic09.core.endpoint.TestLimits;
import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.price.CallFeature;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ClosedShapesTest {

  private static final String CALLER = "ns";

  private final ClosedShapes shapes = new ClosedShapes();
  private final EndpointLimits limits = TestLimits.revision("r1").build();

  private static BoundOverrun with(CallFeature... features) {
    return new BoundOverrun(Set.of(features), Money.parse("0.20"), Money.parse("0.10"));
  }

  private boolean isOpen(CallFeature... features) {
    return shapes.find(CALLER, limits, Set.of(features)) == null;
  }

  @Test
  void callsWithAllThatOverranAreKeptBackAndOthersAreNot() {
    assertThat(shapes.close(CALLER, limits, with(TOOLS, IMAGES))).isTrue();
    assertThat(isOpen()).isTrue();
    assertThat(isOpen(TOOLS)).isTrue();
    assertThat(isOpen(TOOLS, IMAGES)).isFalse();
    assertThat(isOpen(CallFeature.values())).isFalse();
    assertThat(shapes.close(CALLER, limits, with(CallFeature.values())))
        .as("closed before")
        .isFalse();
  }

  @Test
  void plainTextIsPartOfEveryCall() {
    shapes.close(CALLER, limits, with());
    for (var feature : CallFeature.values()) {
      assertThat(isOpen(feature)).isFalse();
    }
    assertThat(with().shape()).isEqualTo("plain text");
    assertThat(with(IMAGES, TOOLS).shape()).isEqualTo("tools + images");
  }

  @Test
  void aShapeOpensWhenWhatBoundsItChangesAndForNothingElse() {
    shapes.close(CALLER, limits, with(TOOLS));
    assertThat(shapes.latest(limits)).isEqualTo(with(TOOLS));
    var faster = TestLimits.revision("r2").requestsPerMinute(7L).build();
    assertThat(shapes.find(CALLER, faster, Set.of(TOOLS))).isEqualTo(with(TOOLS));
    var raised = TestLimits.revision("r3").toolPrompt(9).build();
    assertThat(shapes.find(CALLER, raised, Set.of(TOOLS))).isNull();
    assertThat(shapes.latest(raised)).isNull();
  }

  @Test
  void aCallerKeepsOnlyItsOwnCallsBackWhileThereIsRoom() {
    shapes.close("other", limits, with());
    assertThat(isOpen()).isTrue();
    for (var i = 1; i < ClosedShapes.MAX; i++) {
      shapes.close("caller" + i, limits, with());
    }
    assertThat(isOpen()).isTrue();
    shapes.close("one more", limits, with(TOOLS));
    assertThat(isOpen()).isTrue();
    assertThat(isOpen(TOOLS)).as("closed for all").isFalse();
  }

  @Test
  void everyShapeHasWordsThatAReportMayHold() {
    var all = EnumSet.allOf(CallFeature.class);
    assertThat(new BoundOverrun(all, Money.ZERO, Money.ZERO).shape()).matches("[a-z][a-z +]{0,99}");
  }
}
