package ai.kernelpanic09.e2e.chaos;

import static org.awaitility.Awaitility.await;

import ai.kernelpanic09.api.Names;
import ai.kernelpanic09.e2e.Cluster;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Injects the faults of the plan, and has their recoveries watched. */
final class FaultInjector {

  private static final Duration LIMIT = Duration.ofMinutes(2);

  /** A pod that was hit, and the id of its container. */
  private record Target(Pod pod, String container) {}

  private final TargetPods pods;
  private final Traffic traffic;
  private final Budgets budgets;
  private final Recoveries recoveries;
  private final Semaphore controlPlane = new Semaphore(1);
  private final Map<FaultKind, Integer> injected = new TreeMap<>();

  /** UIDs of pods that were deleted. */
  private final Set<String> deleted = ConcurrentHashMap.newKeySet();

  FaultInjector(TargetPods pods, Traffic traffic, Budgets budgets, Recoveries recoveries) {
    this.pods = pods;
    this.traffic = traffic;
    this.budgets = budgets;
    this.recoveries = recoveries;
  }

  /** Number of injected faults by kind. */
  Map<FaultKind, Integer> injected() {
    return injected;
  }

  void inject(Fault fault) {
    var target =
        switch (fault.kind()) {
          case LEADER_KILLED -> operatorKilled(fault, true);
          case STANDBY_KILLED -> operatorKilled(fault, false);
          case SIDECAR_KILLED -> sidecarKilled(fault);
          case APP_POD_DELETED -> appPodDeleted(fault);
          case GATEWAY_KILLED -> gatewayKilled(fault);
          case GATEWAY_POD_DELETED -> gatewayPodDeleted(fault);
          case API_SERVER_KILLED ->
              controlPlane(fault, List.of("kill", "kube-apiserver"), List.of("restart"));
          case ETCD_PAUSED ->
              controlPlane(fault, List.of("pause", "etcd"), List.of("resume", "etcd"));
          case REQUESTS_LOST -> cutOff(fault, "requests");
          case ANSWERS_LOST -> cutOff(fault, "answers");
          case BUDGET_RAISED, BUDGET_LOWERED, BUDGET_BELOW_USED -> edited(fault);
        };
    injected.merge(fault.kind(), 1, Integer::sum);
    System.out.printf("fault %d: %s: %s%n", fault.number(), fault.kind().title(), target);
  }

  private String operatorKilled(Fault fault, boolean leading) {
    var target =
        hit(
            fault,
            "operator",
            () -> pods.operators(leading),
            each -> ClusterNode.run("kill-container", each.container()));
    recoveries.watch(fault, name(target), pulse());
    return name(target);
  }

  private String sidecarKilled(Fault fault) {
    var target =
        hit(
            fault,
            "k8s-ai-sidecar",
            this::hurtPods,
            each -> ClusterNode.run("kill-container", each.container()));
    recoveries.watch(fault, name(target), () -> calledFrom(target.pod()));
    return name(target);
  }

  private String appPodDeleted(Fault fault) {
    var before = uids(hurtPods());
    var target =
        hit(
            fault,
            "app",
            this::hurtPods,
            each -> {
              traffic.count(each.pod());
              delete(each);
              ClusterNode.container(each.pod(), "k8s-ai-sidecar")
                  .ifPresent(FaultInjector::killIfThere);
              killIfThere(each.container());
            });
    var app = App.of(TargetPods.deployment(target.pod()));
    recoveries.watch(
        fault, name(target), Look.at("a new pod", () -> isReplaced(before, pods.of(app.name()))));
    return name(target);
  }

  private String gatewayKilled(Fault fault) {
    var target =
        hit(
            fault,
            "gateway",
            pods::gateways,
            each -> ClusterNode.run("kill-container", each.container()));
    recoveries.watch(
        fault,
        name(target),
        () -> {
          if (isDeleted(target.pod())) {
            return new Look.Overtaken();
          }
          return restarted(target) ? calledFrom(outsider()) : new Look.Lacks("the container");
        });
    return name(target);
  }

  private String gatewayPodDeleted(Fault fault) {
    var before = uids(pods.gateways());
    var target =
        hit(
            fault,
            "gateway",
            pods::gateways,
            each -> {
              delete(each);
              killIfThere(each.container());
            });
    recoveries.watch(
        fault,
        name(target),
        () ->
            isReplaced(before, pods.gateways())
                ? calledFrom(outsider())
                : new Look.Lacks("a new pod"));
    return name(target);
  }

  /** One outage of the control plane at a time; other faults go on meanwhile. */
  private String controlPlane(Fault fault, List<String> breaking, List<String> healing) {
    controlPlane.acquireUninterruptibly();
    ClusterNode.run(breaking.toArray(String[]::new));
    recoveries.later(
        fault,
        () -> {
          try {
            var from = System.nanoTime();
            ClusterNode.run(healing.toArray(String[]::new));
            recoveries.watch(fault, breaking.getLast(), from, pulse());
          } finally {
            controlPlane.release();
          }
        });
    return "for " + fault.lasts().toMillis() + " ms";
  }

  private String cutOff(Fault fault, String what) {
    var target =
        hit(
            fault,
            "app",
            this::callingPods,
            each ->
                ClusterNode.run(
                    "cut", each.container(), what, Integer.toString(Names.CONTROL_PORT)));
    recoveries.later(
        fault,
        () -> {
          var from = System.nanoTime();
          var mended = new AtomicBoolean();
          recoveries.watch(
              fault,
              name(target),
              from,
              () -> {
                if (!mended.get() && !isDeleted(target.pod())) {
                  ClusterNode.run("mend", target.container());
                  mended.set(true);
                }
                return calledFrom(target.pod());
              });
        });
    return name(target) + " for " + fault.lasts().toMillis() + " ms";
  }

  private String edited(Fault fault) {
    var apps = App.ALL.stream().filter(App::edited).toList();
    var app = apps.get(fault.pick() % apps.size());
    recoveries.watch(
        fault,
        app.name(),
        Look.at(
            "the new limit in the ledger",
            () -> budgets.edit(app, fault.kind(), fault.pick() / apps.size())));
    return app.name();
  }

  /** Hits the picked one of the running targets, or the next one if it is gone by then. */
  private static Target hit(
      Fault fault, String container, Supplier<List<Pod>> among, Consumer<Target> action) {
    var hit = new Target[1];
    var attempt = new int[] {fault.pick()};
    await()
        .atMost(LIMIT)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(500))
        .until(
            () -> {
              var targets =
                  among.get().stream()
                      .flatMap(
                          pod ->
                              ClusterNode.container(pod, container)
                                  .map(id -> new Target(pod, id))
                                  .stream())
                      .toList();
              if (targets.isEmpty()) {
                return false;
              }
              var target = targets.get(attempt[0]++ % targets.size());
              hit[0] = target;
              return Recoveries.holds(
                  () -> {
                    action.accept(target);
                    return true;
                  });
            });
    return hit[0];
  }

  private List<Pod> hurtPods() {
    return podsOf(App.ALL.stream().filter(App::hurt));
  }

  private List<Pod> callingPods() {
    return podsOf(App.ALL.stream());
  }

  private List<Pod> podsOf(Stream<App> apps) {
    return apps.flatMap(app -> pods.of(app.name()).stream()).toList();
  }

  private Pod outsider() {
    return pods.of(App.OUTSIDERS).getFirst();
  }

  private Supplier<Look> pulse() {
    return Look.at("the new limit in the ledger", budgets::pulse);
  }

  /**
   * Works when a call is served, or refused because the budget is spent: both need a ledger's
   * answer.
   */
  private Look calledFrom(Pod pod) {
    if (isDeleted(pod)) {
      return new Look.Overtaken();
    }
    var answer = Traffic.call(pod);
    return answer.endsWith("\n200") || answer.endsWith("\n402")
        ? new Look.Works()
        : new Look.Lacks("a call got " + answer);
  }

  private boolean isDeleted(Pod pod) {
    return deleted.contains(uid(pod));
  }

  private boolean restarted(Target target) {
    return pods.gateways().stream()
        .filter(pod -> uid(pod).equals(uid(target.pod())))
        .anyMatch(
            pod ->
                Readiness.isPodReady(pod)
                    && ClusterNode.container(pod, "gateway")
                        .filter(id -> !id.equals(target.container()))
                        .isPresent());
  }

  /** Whether a new pod is Ready; others of the pods may have been hit meanwhile. */
  private static boolean isReplaced(Set<String> before, List<Pod> now) {
    return now.stream().anyMatch(pod -> Readiness.isPodReady(pod) && !before.contains(uid(pod)));
  }

  private static Set<String> uids(List<Pod> pods) {
    return pods.stream().map(FaultInjector::uid).collect(Collectors.toSet());
  }

  private void delete(Target target) {
    var pod = target.pod();
    Cluster.client()
        .pods()
        .inNamespace(pod.getMetadata().getNamespace())
        .withName(pod.getMetadata().getName())
        .withGracePeriod(0)
        .delete();
    deleted.add(uid(pod));
  }

  private static void killIfThere(String container) {
    var _ = Recoveries.holds(() -> ClusterNode.run("kill-container", container).isEmpty());
  }

  private static String name(Target target) {
    return target.pod().getMetadata().getName();
  }

  private static String uid(Pod pod) {
    return pod.getMetadata().getUid();
  }
}
