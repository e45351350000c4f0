package ai.kernelpanic09.sidecar.surface;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.failure.ErrorCode;
import ai.kernelpanic09.sidecar.body.ReceivedBytes;
import ai.kernelpanic09.sidecar.call.CallAnswer;
import ai.kernelpanic09.sidecar.call.Caller;
import ai.kernelpanic09.sidecar.call.Held;
import ai.kernelpanic09.sidecar.call.ModelCall;
import ai.kernelpanic09.sidecar.call.Patience;
import ai.kernelpanic09.sidecar.call.ReplySink;
import ai.kernelpanic09.sidecar.endpoint.EndpointMeters;
import ai.kernelpanic09.sidecar.endpoint.ServedEndpoint;
import ai.kernelpanic09.sidecar.failure.CallFailure;
import ai.kernelpanic09.sidecar.json.InvalidRequestException;
import ai.kernelpanic09.sidecar.reply.Reply;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.IntToLongFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request and its answer: it is admitted, let in to an endpoint, read, called and answered. It
 * holds everything that serving the request needs, and is answered once: by {@link #call}, {@link
 * #fail}, {@link #refuse}, {@link #turnAway}, or by a surface that says so with {@link #answered}.
 * Owned by the event loop.
 */
public final class Exchange {

  private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);

  /** A larger body is read on a worker thread. */
  private static final int LARGE_BODY_BYTES = 256 << 10;

  private final Exchanges all;
  private final String surface;
  private final ErrorForm errors;
  private final RateHeaders rates;
  private final HttpServerRequest request;
  private final RequestTrace trace;
  private @Nullable Admitted admitted;
  private CallerAccess.@Nullable Granted granted;

  /** The parts that only an admitted request has. */
  private record Admitted(Patience patience, AnswerEnd end, RequestMemory memory) {}

  Exchange(
      Exchanges all,
      String surface,
      ErrorForm errors,
      RateHeaders rates,
      HttpServerRequest request,
      RequestTrace trace) {
    this.all = all;
    this.surface = surface;
    this.errors = errors;
    this.rates = rates;
    this.request = request;
    this.trace = trace;
    AnswerHeaders.nameRequest(request.response(), trace);
  }

  public HttpServerRequest request() {
    return request;
  }

  /** Names the request: in its answer, in logs, and in Bedrock's invocation logs. */
  public String requestId() {
    return trace.id();
  }

  public HttpServerResponse response() {
    return request.response();
  }

  /** Whether the method is POST; turns away any other. */
  public boolean isPost() {
    return is(HttpMethod.POST);
  }

  /** Whether the method is GET; turns away any other. */
  public boolean isGet() {
    return is(HttpMethod.GET);
  }

  private boolean is(HttpMethod expected) {
    var method = request.method();
    if (method.equals(expected)) {
      return true;
    }
    response().putHeader("allow", expected.name());
    turnAway(405, "the method must be " + expected + ", not " + method);
    return false;
  }

  /**
   * Takes the request's place among those that may be served at once, and holds its body up. A
   * request whose headers are wrong, and one too many, is refused.
   *
   * @return whether it has been admitted; else it has been answered
   */
  public boolean admit() {
    try {
      var patience = RequestHeaders.patience(request, all.nowNanos());
      RequestHeaders.requireJson(request);
      admit(patience);
      return true;
    } catch (CallFailure e) {
      refuse(e);
      return false;
    }
  }

  private void admit(Patience patience) {
    var memory = all.take(request);
    var end = AnswerEnd.of(request.response());
    end.then(memory::letGo);
    admitted = new Admitted(patience, end, memory);
    request.pause();
  }

  /**
   * Checks whether the caller may call an endpoint.
   *
   * @return fails with a {@link CallFailure} when it may not
   */
  public Future<CallerAccess.Granted> access(EndpointName name) {
    return all.access(name, request);
  }

  /**
   * Lets the caller in to the endpoint that it means.
   *
   * @param model what the caller calls the model
   * @return fails with a {@link CallFailure} when there is none, or it may not be called
   */
  public Future<CallerAccess.Granted> enter(Route route, String model) {
    try {
      var named = route.endpoint();
      var name =
          named == null
              ? EndpointChoice.of(
                  model, all.offered().stream().map(EndpointChoice.Offer::of).toList())
              : named;
      return access(name).onSuccess(this::enter);
    } catch (CallFailure e) {
      return Future.failedFuture(e);
    }
  }

  /**
   * Takes one question from what the caller's source may have us ask the operator; false when it
   * has asked too much.
   */
  public boolean mayAsk() {
    return all.mayAsk(request);
  }

  /** The endpoints that the caller may use; empty where only a check of each can tell. */
  public List<ServedEndpoint> offered() {
    return all.offered();
  }

  /** Lets the caller in to an endpoint, which serves and counts the exchange from then on. */
  public void enter(CallerAccess.Granted access) {
    granted = access;
    if (admitted != null) {
      admitted.memory.known();
    }
  }

  /** The permission by which the caller was let in last. */
  public CallerAccess.Granted granted() {
    if (granted == null) {
      throw new IllegalStateException("the caller has not been let in to an endpoint");
    }
    return granted;
  }

  /**
   * Waits until it is known what model the endpoint calls to which the caller was let in: a gateway
   * learns that with an endpoint's first call.
   *
   * @return completes in any case; what is not known by then will refuse the call
   */
  public Future<Void> known() {
    return all.known(granted().endpoint());
  }

  /** The memory that the request takes, until its answer and its calls are over. */
  public Held memory() {
    return admitted().memory;
  }

  /**
   * The largest body of a call to the endpoint that the caller was let in to; before that, of any
   * call: where the body names the endpoint, the endpoint's own limit is held against the call.
   */
  public BodyLimit limit() {
    return granted == null ? all.limit() : all.limit(granted.endpoint());
  }

  /**
   * The largest body that is read before its caller is checked.
   *
   * @throws CallFailure when too much is being read of callers that are not known
   */
  BodyLimit limitBeforeCheck() {
    return all.limitBeforeCheck(request, admitted().memory);
  }

  /** Reads the body to its end, without keeping it. */
  void discardBody() {
    all.discardBody(request);
  }

  /** The answer, to be given part by part. */
  public AnswerStream stream() {
    return new AnswerStream(response(), admitted().end, all.silence());
  }

  /** The answer, to be given as server-sent events. */
  public EventStream events() {
    return new EventStream(stream());
  }

  /** Reads something of a request. */
  @FunctionalInterface
  public interface Reader<T> {
    T read(ReceivedBytes body) throws InvalidRequestException;
  }

  /**
   * Receives and reads the body.
   *
   * @param memory the bytes of memory that reading takes beside a body of a given size
   * @return fails with a {@link CallFailure}
   */
  public <T> Future<T> body(BodyLimit limit, IntToLongFunction memory, Reader<T> reader) {
    return all.receive(request, admitted().memory, limit)
        .compose(
            body -> {
              try {
                hold(memory.applyAsLong(body.length()));
                return read(body, reader);
              } catch (CallFailure e) {
                return Future.failedFuture(e);
              }
            });
  }

  /**
   * Reads a body that has been received: beside the event loop where it is large.
   *
   * @return fails with a {@link CallFailure}
   */
  public <T> Future<T> read(ReceivedBytes body, Reader<T> reader) {
    try {
      return body.length() > LARGE_BODY_BYTES
          ? aside(() -> checked(reader, body))
          : Future.succeededFuture(checked(reader, body));
    } catch (CallFailure e) {
      return Future.failedFuture(e);
    }
  }

  /** Works on the request's memory, which is not free before that ends, whoever has gone. */
  private <T> Future<T> aside(Callable<T> work) {
    var memory = memory();
    memory.share();
    return all.aside(work).onComplete(over -> memory.letGo());
  }

  private static <T> T checked(Reader<T> reader, ReceivedBytes body) {
    try {
      return reader.read(body);
    } catch (InvalidRequestException e) {
      throw invalid(e);
    }
  }

  /** The failure of a request that can't be read. */
  public static CallFailure invalid(InvalidRequestException e) {
    return CallFailure.of(e);
  }

  /**
   * Counts bytes that the request takes beside its body, until it is served.
   *
   * @throws CallFailure when all requests together take too many
   */
  public void hold(long bytes) {
    if (!memory().more(bytes)) {
      throw new CallFailure(
          ErrorCode.OVERLOADED, "too many bytes of requests are being served", 1_000L);
    }
  }

  /**
   * Makes a call to the endpoint, and has its answer written.
   *
   * @return completes when the answer has been written; fails when a failure has been written
   */
  public <R extends Reply<R>> Future<CallAnswer<R>> call(
      ModelCall<R> call, AnswerWriter<R> writer) {
    var by = admitted();
    var to = granted();
    if (by.end.isOver()) {
      // The call is not made, for nothing has been spent on it yet.
      count(ErrorCode.CALLER_GONE.text());
      return Future.failedFuture(new CallFailure(ErrorCode.CALLER_GONE, "the caller has gone"));
    }
    try {
      hold(call.allocated());
    } catch (CallFailure e) {
      fail(e);
      return Future.failedFuture(e);
    }
    return all.engine()
        .call(
            to.endpoint(),
            call,
            new Caller(to.workload(), to.namespace(), trace.id(), trace.headers()),
            by.patience,
            by.end,
            sink(writer))
        .onComplete(
            answer -> {
              answered();
              AnswerHeaders.tellCost(response(), answer.cost());
              tellLimits();
              write(() -> writer.answered(answer));
            },
            e -> {
              var failure = asFailure(e);
              count(failure.code().text());
              tellLimits();
              write(() -> writer.failed(failure));
            });
  }

  private @Nullable ReplySink sink(AnswerWriter<?> writer) {
    var sink = writer.sink();
    return sink == null ? null : new LimitedSink(sink, this::tellLimits);
  }

  /** Tells what is left of the limits of the endpoint that the caller has called. */
  private void tellLimits() {
    if (granted != null) {
      LimitHeaders.write(response(), granted.endpoint().gate(), rates, all.nowNanos());
    }
  }

  /** Keeps the failure of a writer from the engine, whose calls must end in order. */
  private void write(Runnable answer) {
    try {
      answer.run();
    } catch (RuntimeException e) {
      LOG.error("event=answer_not_written surface={} error=\"{}\"", surface, e.toString(), e);
      request.connection().close();
    }
  }

  /** Counts an answer that the surface gives by itself. */
  public void answered() {
    count("OK");
  }

  /** Answers with a failure a request whose body has been read, or that has none. */
  public void fail(Throwable e) {
    var failure = asFailure(e);
    count(failure.code().text());
    tellLimits();
    errors.write(request.response(), failure);
  }

  /** Answers with a failure a request whose body has not been read. */
  public void refuse(Throwable e) {
    all.discardBody(request);
    fail(e);
  }

  /**
   * Answers a request that is not for this surface: {@code status} says why, and no metric counts
   * it.
   */
  public void turnAway(int status, String message) {
    all.discardBody(request);
    errors.write(request.response(), status, new CallFailure(ErrorCode.INVALID_REQUEST, message));
  }

  private void count(String code) {
    meters().answered(surface, code);
  }

  private EndpointMeters meters() {
    return granted == null ? all.unknownEndpoint() : granted.endpoint().meters();
  }

  private Admitted admitted() {
    if (admitted == null) {
      throw new IllegalStateException("the request has not been admitted");
    }
    return admitted;
  }

  private CallFailure asFailure(Throwable e) {
    if (e instanceof CallFailure failure) {
      return failure;
    }
    LOG.error("event=call_broken request={} error=\"{}\"", trace.id(), e.toString(), e);
    return new CallFailure(ErrorCode.UPSTREAM_ERROR, "the sidecar failed: see its log");
  }
}
