package ai.kernelpanic09.cli.bill;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.core.money.Money;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class ProxyLogReaderTest {

  @Test
  void ofAllLinesThoseOfEstimatesAreRead() throws IOException {
    var calls = new ArrayList<EstimatedCall>();
    var problems = new Problems();
    new ProxyLogReader("pod.log", problems, calls::add)
        .read(
            new ByteArrayInputStream(
                """
                [vert.x-eventloop-thread-0] WARN CallBooking - event=call_may_be_billed request=r-1 endpoint=a/b call=c1-1 window=2026-11-22 kind=LOST part=worst worst=0.02 booked=0.02
                a line of another program
                event=call_denied request=r-2 endpoint=a/b
                [pod/x/ai-sidecar] event=call_may_be_billed request=r-3 endpoint=a/b kind=LOST worst=0.02
                event=call_may_be_billed request=r-4 endpoint=a/b call=c4 window=2026-11-22 booked=much
                event=call_may_be_billed request=r-4 endpoint=a/b call=c6 window=2026-11-22 booked=-1.00
                event=call_may_be_billed request=r-4 endpoint=a/b call=c7 window=2026-11-22 booked=10000.01
                event=call_may_be_billed request=r-5 endpoint=a/b template=a/t revision=3 call=c5 window=2026-11-22 kind=EVENT part=input worst=0.02 booked=0.0005
                """
                    .getBytes(StandardCharsets.UTF_8)));

    assertThat(calls)
        .containsExactly(
            new EstimatedCall("c1-1", "r-1", "a/b", "2026-11-22", "worst", Money.parse("0.02")),
            new EstimatedCall("c5", "r-5", "a/b", "2026-11-22", "input", Money.parse("0.0005")));
    assertThat(problems.sentences())
        .containsExactly(
            "1 left out: a call_may_be_billed of an earlier version, which tells no call, at pod.log:4",
            "3 left out: a call_may_be_billed whose booked is no amount, at pod.log:5, pod.log:6,"
                + " pod.log:7");
  }
}
