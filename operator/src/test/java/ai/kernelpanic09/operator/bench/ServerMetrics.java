package ai.kernelpanic09.operator.bench;

import ai.kernelpanic09.api.testing.ApiServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;

/** Reads the counters of the API server and of etcd. */
public record ServerMetrics(ApiServer server) {

  /**
   * Counters at one moment.
   *
   * @param patches of ModelEndpoints, as the API server's front counts them
   * @param writes of ModelEndpoints to etcd, as the API server's back counts them
   * @param puts of everything, as etcd counts them
   * @param walBytes that etcd wrote to its log, for everything
   */
  public record Reading(long nanos, double patches, double writes, double puts, double walBytes) {

    /** Seconds since an earlier reading. */
    public double seconds(Reading before) {
      return (nanos - before.nanos) / 1e9;
    }
  }

  public Reading read() {
    var front = String.valueOf(server.client().raw("/metrics"));
    var etcd = get(server.etcdUrl().resolve("/metrics").toString());
    var writes =
        sum(front, "etcd_request_duration_seconds_count", "modelendpoints")
            - sum(front, "etcd_request_duration_seconds_count", "modelendpoints", "operation=\"get")
            - sum(
                front, "etcd_request_duration_seconds_count", "modelendpoints", "operation=\"list");
    return new Reading(
        System.nanoTime(),
        sum(front, "apiserver_request_total", "resource=\"modelendpoints\"", "verb=\"PATCH\""),
        writes,
        sum(etcd, "etcd_mvcc_put_total"),
        sum(etcd, "etcd_disk_wal_write_bytes_total"));
  }

  private static double sum(String text, String name, String... labels) {
    return text.lines()
        .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
        .filter(line -> Arrays.stream(labels).allMatch(line::contains))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  private static String get(String url) {
    try (var http = HttpClient.newHttpClient()) {
      return http.send(
              HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString())
          .body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
