package ai.kernelpanic09.simulator;

import ai.kernelpanic09.simulator.bill.Bill;
import ai.kernelpanic09.simulator.bill.CallDraft;
import ai.kernelpanic09.simulator.bill.Tariff;
import ai.kernelpanic09.simulator.control.ControlApi;
import ai.kernelpanic09.simulator.wire.AwsRequest;
import ai.kernelpanic09.simulator.wire.AwsResponse;
import ai.kernelpanic09.simulator.wire.Connections;
import ai.kernelpanic09.simulator.wire.Delivery.Ending;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * Receives requests and delivers answers: at once, late, in parts, cut off or never. A call is
 * booked when its work is done, even if the caller has hung up.
 */
final class HttpFront implements Handler<HttpServerRequest> {
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
          .withZone(ZoneOffset.UTC);

  private final Vertx vertx;
  private final AwsFront aws;
  private final ControlApi control;
  private final Bill bill;
  private final Tariff prices;
  private final InstantSource clock;
  private final Connections connections;

  HttpFront(
      Vertx vertx,
      Connections connections,
      AwsFront aws,
      ControlApi control,
      Bill bill,
      Tariff prices,
      InstantSource clock) {
    this.vertx = vertx;
    this.connections = connections;
    this.aws = aws;
    this.control = control;
    this.bill = bill;
    this.prices = prices;
    this.clock = clock;
  }

  void connected(HttpConnection connection) {
    connections.opened(connection);
  }

  @Override
  public void handle(HttpServerRequest http) {
    connections.begun(http.connection());
    http.response().endHandler(ended -> connections.answered(http.connection()));
    http.body().onSuccess(body -> dispatch(http, body));
  }

  private void dispatch(HttpServerRequest http, Buffer body) {
    var uri = http.uri();
    int question = uri.indexOf('?');
    var request =
        new AwsRequest(
            http.method().name(),
            question < 0 ? uri : uri.substring(0, question),
            question < 0 ? "" : uri.substring(question + 1),
            headers(http),
            body);
    if (request.rawPath().startsWith("/_sim/")) {
      send(http.response(), control.handle(request));
      return;
    }
    var draft = new CallDraft(clock.instant());
    var reply = aws.handle(request, draft);
    long delay = draft.delivery().delayMillis();
    if (delay > 0) {
      vertx.setTimer(delay, id -> deliver(http, reply, draft));
    } else {
      deliver(http, reply, draft);
    }
  }

  private static MultiMap headers(HttpServerRequest http) {
    var headers = http.headers();
    var authority = http.authority();
    if (headers.contains("host") || authority == null) {
      return headers;
    }
    // HTTP/2 has :authority in its place; clients sign it as host.
    return MultiMap.caseInsensitiveMultiMap().addAll(headers).set("host", authority.toString());
  }

  private void deliver(HttpServerRequest http, AwsResponse reply, CallDraft draft) {
    var response = http.response();
    var ending = draft.delivery().ending();
    if (!ending.answers()) {
      draft.book(bill, prices, 0, response.closed());
      if (ending == Ending.RESET) {
        http.connection().close();
      }
      return;
    }
    if (reply.streamed() || ending == Ending.CLOSE || draft.delivery().pieceBytes() > 0) {
      begin(response, reply).setChunked(true);
      parts(http, reply, draft, 0);
    } else {
      draft.book(bill, prices, reply.status(), response.closed());
      send(response, reply);
    }
  }

  /** Sends the parts from {@code first} on, with the gap of the delivery between them. */
  private void parts(HttpServerRequest http, AwsResponse reply, CallDraft draft, int first) {
    var response = http.response();
    var delivery = draft.delivery();
    int last = reply.parts().size() - 1;
    for (int index = first; index < last; index++) {
      write(response, reply.parts().get(index), delivery.pieceBytes());
      if (delivery.gapMillis() > 0) {
        int next = index + 1;
        vertx.setTimer(delivery.gapMillis(), id -> parts(http, reply, draft, next));
        return;
      }
    }
    draft.book(bill, prices, reply.status(), response.closed());
    if (last >= 0) {
      write(response, reply.parts().get(last), delivery.pieceBytes());
    }
    end(http, reply, delivery.ending());
  }

  private static void end(HttpServerRequest http, AwsResponse reply, Ending ending) {
    if (reply.truncated()) {
      http.connection().close();
    } else if (!http.response().closed()) {
      var ended = http.response().end();
      if (ending == Ending.CLOSE) {
        ended.onComplete(done -> http.connection().close());
      }
    }
  }

  private static void write(HttpServerResponse response, Buffer part, int pieceBytes) {
    if (response.closed()) {
      return;
    }
    if (pieceBytes == 0) {
      response.write(part);
      return;
    }
    for (int at = 0; at < part.length(); at += pieceBytes) {
      response.write(part.getBuffer(at, Math.min(at + pieceBytes, part.length())));
    }
  }

  private void send(HttpServerResponse response, AwsResponse reply) {
    if (!response.closed()) {
      begin(response, reply).end(reply.parts().getFirst());
    }
  }

  private HttpServerResponse begin(HttpServerResponse response, AwsResponse reply) {
    response.setStatusCode(reply.status());
    response.putHeader("date", DATE.format(clock.instant()));
    reply.headers().forEach(response::putHeader);
    return response;
  }
}
