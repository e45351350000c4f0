#!/usr/bin/env bash
# A real one-node Kubernetes cluster inside one network namespace. It needs Linux, root, Debian's packages and Go, but no
# container engine, and downloads no binaries. Nothing listens outside the namespace.
#
#   cluster.sh deps             install the packages that are missing (Debian), or name them in one line
#   cluster.sh build [PART...]  build the binaries from their Go modules (once; takes minutes; kept outside the tree):
#                               kubernetes, coredns and pause, or those named
#   cluster.sh up | down        start, or stop and leave nothing behind
#   cluster.sh status           say whether it is up (exit status 0) or not
#   cluster.sh load FILE        import an image archive into the node
#   cluster.sh kubectl ARGS     kubectl as the cluster's administrator
#   cluster.sh in CMD ARGS      run any command inside the cluster's network, with KUBECONFIG set
#   cluster.sh kubeconfig       print the path of the administrator's kubeconfig
# kubectl, in and exec (below) end with the exit status of the command that they run, which itself says why.
#
# And commands to break it, for the chaos suite; none of them uses the API server:
#   cluster.sh kill PART        kill -9 a part, such as etcd or kube-apiserver
#   cluster.sh restart          start the API server again, and wait until it serves
#   cluster.sh pause PART       suspend a part (SIGSTOP), and let it go on (SIGCONT)
#   cluster.sh resume PART
#   cluster.sh kill-container ID            kill -9 the processes of a container
#   cluster.sh exec ID CMD ARGS             run a command in a container, as root
#   cluster.sh cut ID requests|answers PORT drop what a container's pod sends to a TCP port, or what comes back from it
#   cluster.sh mend ID                      undo that
#   cluster.sh yield UID                    let a pod have only what the others leave of the CPUs, as if it were on another node
set -Eeuo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../hack/trap.sh"
here=$(cd "$(dirname "${BASH_SOURCE[0]}")/cluster" && pwd)
cache=${CLUSTER_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/k8s-ai-operator}
bin=$cache/bin
name=k8s-ai-operator-e2e
state=/var/lib/$name
ns=$name
node_ip=10.99.0.1
needed=(containerd runc iptables ip nsenter openssl)
packages=(containerd runc containernetworking-plugins iptables iproute2 util-linux openssl curl buildah prometheus shellcheck)

root() { [ "$(id -u)" = 0 ] || fail "needs root: it makes a network namespace, mounts and cgroups"; }
within() { nsenter --net="/run/netns/$ns" "$@"; }
ctr_() { ctr -a "$state/containerd.sock" -n k8s.io "$@"; }
kubectl_() { within "$bin/kubectl" --kubeconfig "$state/pki/admin.conf" --cache-dir "$state/kubectl" "$@"; }

alone() { # takes a lock: two scripts that start or stop the same cluster at the same time would ruin each other's work
  exec 9>"/run/lock/$name.lock"
  flock -n 9 || fail "another cluster.sh is starting or stopping the cluster on this machine: wait for it"
}

control_plane_cgroup() { # prints the folder of what has machines of its own in other clusters: it does not wait for the CPUs that pods use
  echo "$(cpu_cgroup)/control-plane"
}

driver_cgroup() { # prints the folder of what drives the cluster, which does not wait for them either; no tear-down ends what is in it
  echo "$(cpu_cgroup)-driver"
}

cpu_cgroup() {
  local c
  for c in $(cgroups); do
    [ ! -e "$c/cpu.shares" ] && [ ! -e "$c/cpu.weight" ] || echo "$c"
  done
}

# By its cgroup: niceness counts only within a session where the kernel groups processes by sessions.
start_control_plane() { # as start
  local part=$1
  shift
  # shellcheck disable=SC2016 # expanded by the shell that is started
  start "$part" bash -c 'echo $$ >"$0" && exec "$@"' "$(control_plane_cgroup)/cgroup.procs" "$@"
}

start() { # part, command; the stored process id is the part's own, because each command on the way to it execs the next
  local part=$1
  shift
  (
    # Closes the caller's open files, such as the lock of a flock around this: else the cluster would keep them open.
    for fd in /proc/self/fd/*; do [ "${fd##*/}" -le 2 ] || eval "exec ${fd##*/}>&-"; done
    exec nsenter --net="/run/netns/$ns" setsid "$@" >"$state/log/$part.log" 2>&1 </dev/null
  ) &
  echo $! >"$state/pid/$part"
}

await() { # part, command
  local part=$1
  shift
  for _ in $(seq 600); do
    "$@" >/dev/null 2>&1 && return
    ours "$part" || break
    sleep 0.1
  done
  tail -n 5 "$state/log/$part.log" >&2
  fail "$part did not come up (the end of its log is above; all logs: $state/log)"
}

ours() { # part: whether its process still runs, and the id does not belong to another process by now
  local pid
  pid=$(cat "$state/pid/$1" 2>/dev/null) || return 1
  [ "$(stat -Lc %i "/proc/$pid/ns/net" 2>/dev/null)" = "$(stat -Lc %i "/run/netns/$ns" 2>/dev/null)" ] && [ -n "$pid" ] && [ -e "/run/netns/$ns" ]
}

running() { [ -e "$state/up" ] && ours kube-apiserver; }

# --- its binaries ---------------------------------------------------------------------------------------------------

missing() {
  local p
  if command -v dpkg-query >/dev/null; then
    for p in "${packages[@]}"; do
      [ "$(dpkg-query -W -f='${db:Status-Status}' "$p" 2>/dev/null)" = installed ] || echo "$p"
    done
  else
    for p in "${needed[@]}" curl buildah prometheus shellcheck; do command -v "$p" >/dev/null || echo "$p"; done
    [ -x /usr/lib/cni/bridge ] || echo "containernetworking-plugins (in /usr/lib/cni)"
  fi
}

go_present() {
  local v
  command -v go >/dev/null || fail "needs Go 1.24 or newer on the PATH (https://go.dev/dl): the cluster is built from its Go modules"
  v=$(go env GOVERSION | sed -E 's/^go([0-9]+)\.([0-9]+).*/\1 \2/')
  [ "${v% *}" -gt 1 ] || [ "${v#* }" -ge 24 ] || fail "needs Go 1.24 or newer, found $(go env GOVERSION)"
}

deps() {
  local list
  list=$(missing | tr '\n' ' ')
  if [ -n "$list" ]; then
    if ! command -v apt-get >/dev/null || [ "$(id -u)" != 0 ]; then fail "missing, please install: $list"; fi
    echo "installing $list"
    # Only the packages' programs are needed: none of their services may start, now or at the next boot.
    local policy=/usr/sbin/policy-rc.d made='' unit
    if [ ! -e $policy ]; then
      printf '#!/bin/sh\nexit 101\n' >$policy
      chmod +x $policy
      made=1
    fi
    local rc=0 log
    log=$(mktemp)
    # shellcheck disable=SC2086
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $list; } >"$log" 2>&1 </dev/null || rc=$?
    [ -z "$made" ] || rm -f $policy
    if [ -d /run/systemd/system ]; then
      for unit in containerd prometheus; do
        case " $list" in *" $unit "*) systemctl disable --now "$unit" ;; esac
      done
    fi
    [ $rc = 0 ] || tail -n 5 "$log" >&2
    rm -f "$log"
    [ $rc = 0 ] || fail "could not install: $list"
  fi
  go_present
}

digest() { # part: a digest of its sources; a part without dependencies has no go.sum
  (cd "$here/$1" && find . -maxdepth 1 \( -name main.go -o -name go.mod -o -name go.sum \) -printf '%P\n' | LC_ALL=C sort | xargs sha256sum) | sha256sum | cut -d" " -f1
}

compile() { # part, extra linker flags
  local part=$1 stamp=$bin/$1.stamp sources
  sources=$(digest "$part")
  if [ -x "$bin/$part" ] && [ "$(cat "$stamp" 2>/dev/null)" = "$sources" ]; then return; fi
  go_present
  echo "building $part from its Go modules (once; the first time takes minutes)"
  (cd "$here/$part" && go build -trimpath -buildvcs=false -ldflags "-s -w ${2:-}" -o "$bin/$part.new" .)
  mv "$bin/$part.new" "$bin/$part"
  echo "$sources" >"$stamp"
}

build() { # parts
  local part program version x=k8s.io/component-base/version
  [ $# -gt 0 ] || set -- kubernetes coredns pause
  for part in "$@"; do [ -e "$here/$part/go.mod" ] || usage "there is no part $part to build"; done
  mkdir -p "$bin"
  exec 8>"$cache/build.lock"
  flock -n 8 || { echo "another build is at work: waiting for it"; flock 8; }
  for part in "$@"; do
    case $part in
      kubernetes)
        version=$(sed -n 's/^\tk8s.io\/kubernetes v//p' "$here/kubernetes/go.mod")
        compile kubernetes "-X $x.gitVersion=v$version -X $x.gitMajor=1 -X $x.gitMinor=$(cut -d. -f2 <<<"$version")"
        for program in etcd kube-apiserver kube-controller-manager kube-scheduler kubelet kube-proxy kubectl; do
          [ "$(readlink "$bin/$program")" = kubernetes ] || ln -sf kubernetes "$bin/$program"
        done
        ;;
      pause) CGO_ENABLED=0 compile pause ;;
      *) compile "$part" ;;
    esac
  done
  exec 8>&-
}

# --- start ----------------------------------------------------------------------------------------------------------

certificate() { # name, subject, subjectAltName; RSA, because not every client can read an EC key from a kubeconfig
  openssl req -newkey rsa:2048 -nodes -keyout "$1.key" -out "$1.csr" -subj "$2" 2>/dev/null
  openssl x509 -req -in "$1.csr" -CA ca.crt -CAkey ca.key -CAcreateserial -days 30 -out "$1.crt" \
    -extfile <(printf 'subjectAltName=%s\nextendedKeyUsage=serverAuth,clientAuth\n' "$3") 2>/dev/null
  cat >"$1.conf" <<C
apiVersion: v1
kind: Config
current-context: e2e
clusters:
  - name: e2e
    cluster: {server: "https://127.0.0.1:6443", certificate-authority: "$PWD/ca.crt"}
users:
  - name: $1
    user: {client-certificate: "$PWD/$1.crt", client-key: "$PWD/$1.key"}
contexts:
  - name: e2e
    context: {cluster: e2e, user: $1}
C
}

pki() {
  cd "$state/pki"
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -keyout ca.key -out ca.crt -subj /CN=e2e-ca 2>/dev/null
  openssl genrsa -out sa.key 2048 2>/dev/null
  openssl rsa -in sa.key -pubout -out sa.pub 2>/dev/null
  certificate apiserver /CN=kube-apiserver "DNS:kubernetes.default.svc,DNS:localhost,IP:127.0.0.1,IP:$node_ip,IP:10.96.0.1"
  certificate admin /O=system:masters/CN=admin DNS:admin
  certificate kubelet /O=system:nodes/CN=system:node:node "DNS:node,IP:$node_ip"
  certificate manager /CN=system:kube-controller-manager DNS:manager
  certificate scheduler /CN=system:kube-scheduler DNS:scheduler
  certificate proxy /CN=system:kube-proxy DNS:proxy
}

settings() {
  cat >"$state/containerd.toml" <<C
version = 2
root = "$state/containerd/root"
state = "$state/containerd/state"
disabled_plugins = ["io.containerd.internal.v1.opt"]
[grpc]
address = "$state/containerd.sock"
[plugins."io.containerd.grpc.v1.cri"]
sandbox_image = "localhost/pause:1"
restrict_oom_score_adj = true
disable_apparmor = true
netns_mounts_under_state_dir = true
[plugins."io.containerd.grpc.v1.cri".cni]
bin_dir = "/usr/lib/cni"
conf_dir = "$state/cni"
[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
runtime_type = "io.containerd.runc.v2"
[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
Root = "$state/runc"
C
  cat >"$state/cni/pods.conflist" <<C
{"cniVersion": "1.0.0", "name": "$name", "plugins": [
  {"type": "bridge", "bridge": "cni0", "isGateway": true, "ipMasq": true, "hairpinMode": true,
   "ipam": {"type": "host-local", "dataDir": "$state/ipam", "ranges": [[{"subnet": "10.244.0.0/16"}]], "routes": [{"dst": "0.0.0.0/0"}]}},
  {"type": "portmap", "capabilities": {"portMappings": true}}]}
C
  # A cgroup of its own: tear-down may end everything in it, and never disturbs a kubelet of the host.
  cat >"$state/kubelet.yaml" <<C
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
authentication: {anonymous: {enabled: false}, webhook: {enabled: true}, x509: {clientCAFile: "$state/pki/ca.crt"}}
authorization: {mode: Webhook}
tlsCertFile: $state/pki/kubelet.crt
tlsPrivateKeyFile: $state/pki/kubelet.key
containerRuntimeEndpoint: unix://$state/containerd.sock
cgroupRoot: /$name
cgroupDriver: cgroupfs
failCgroupV1: false
failSwapOn: false
enforceNodeAllocatable: []
oomScoreAdj: 0
clusterDomain: cluster.local
clusterDNS: [$node_ip]
podLogsDir: $state/podlogs
featureGates: {KubeletCrashLoopBackOffMax: true} # a container that the suites kill again and again restarts as fast as after the first time
crashLoopBackOff: {maxContainerRestartPeriod: 2s}
evictionHard: {memory.available: 100Mi, nodefs.available: 1%, imagefs.available: 1%, nodefs.inodesFree: 1%}
imageGCHighThresholdPercent: 100
C
  cat >"$state/Corefile" <<C
.:53 {
  bind $node_ip
  errors
  kubernetes cluster.local in-addr.arpa {
    kubeconfig $state/pki/admin.conf e2e
    pods insecure
  }
  cache 5
}
C
}

cgroups() { # prints the folders of our cgroup: one per controller with cgroup v1, a single one with v2
  awk -v n="$name" '$3 ~ /^cgroup2?$/ && $2 ~ /^\/sys\/fs\/cgroup/ {print $2 "/" n}' /proc/mounts
}

make_cgroups() {
  local c f
  for c in $(cgroups); do
    if [ -e /sys/fs/cgroup/cgroup.controllers ]; then
      sed 's/[^ ]*/+&/g' /sys/fs/cgroup/cgroup.controllers >/sys/fs/cgroup/cgroup.subtree_control
    fi
    mkdir -p "$c"
    for f in cpuset.cpus cpuset.mems; do # v1: empty in a new cgroup, in which nothing could run then
      [ ! -e "$c/../$f" ] || cat "$c/../$f" >"$c/$f"
    done
    # Otherwise all pods together would get as much CPU as one process outside, and starve on a busy machine.
    [ ! -e "$c/cpu.shares" ] || echo 8192 >"$c/cpu.shares"
    [ ! -e "$c/cpu.weight" ] || echo 800 >"$c/cpu.weight"
    if grep -qsw cpu "$c/cgroup.controllers"; then echo +cpu >"$c/cgroup.subtree_control"; fi
  done
  for c in "$(control_plane_cgroup)" "$(driver_cgroup)"; do
    mkdir -p "$c"
    [ ! -e "$c/cpu.shares" ] || echo 65536 >"$c/cpu.shares"
    [ ! -e "$c/cpu.weight" ] || echo 6400 >"$c/cpu.weight"
  done
}

pause_image() { # builds the image archive, of one file, of the container that holds a pod's namespaces
  local t
  t=$(mktemp -d)
  mkdir "$t/root"
  cp "$bin/pause" "$t/root/pause"
  tar -C "$t/root" --mtime=@0 --owner=0 --group=0 -cf "$t/layer.tar" pause
  echo "{\"architecture\":\"$(go_arch)\",\"os\":\"linux\",\"config\":{\"Cmd\":[\"/pause\"]},\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\"sha256:$(sha256sum "$t/layer.tar" | cut -d' ' -f1)\"]}}" >"$t/config.json"
  echo '[{"Config":"config.json","RepoTags":["localhost/pause:1"],"Layers":["layer.tar"]}]' >"$t/manifest.json"
  tar -C "$t" -cf "$state/pause.tar" manifest.json config.json layer.tar
  rm -r "$t"
}

go_arch() { case $(uname -m) in x86_64) echo amd64 ;; aarch64) echo arm64 ;; *) uname -m ;; esac; }

start_api_server() { # runs in $state, like all parts
  start_control_plane kube-apiserver "$bin/kube-apiserver" --etcd-servers=http://127.0.0.1:2379 --secure-port=6443 --bind-address=0.0.0.0 --advertise-address=$node_ip \
    --tls-cert-file=pki/apiserver.crt --tls-private-key-file=pki/apiserver.key --client-ca-file=pki/ca.crt \
    --service-account-issuer=https://kubernetes.default.svc.cluster.local --service-account-key-file=pki/sa.pub --service-account-signing-key-file=pki/sa.key \
    --service-cluster-ip-range=10.96.0.0/16 --authorization-mode=Node,RBAC --enable-admission-plugins=NodeRestriction --allow-privileged \
    --kubelet-client-certificate=pki/admin.crt --kubelet-client-key=pki/admin.key --kubelet-preferred-address-types=InternalIP --endpoint-reconciler-type=lease
}

up() {
  root
  local part
  for part in "${needed[@]}"; do command -v "$part" >/dev/null || fail "missing: $(missing | tr '\n' ' '); 'make cluster-deps' installs it"; done
  for part in kubernetes coredns pause; do [ -x "$bin/$part" ] || fail "its binaries are not built yet: cluster.sh build"; done
  alone
  ! running || fail "a cluster is up already: use it, or end it with 'cluster.sh down'"
  clear_away
  mkdir -p "$state"/{pki,log,pid,cni}
  chmod 700 "$state"
  [ -e /run/netns ] || touch "$state/made-netns"
  [ -e /var/lib/kubelet ] || touch "$state/made-kubelet"
  ip netns add "$ns"
  within ip link set lo up
  within ip link add node0 type bridge
  within ip addr add $node_ip/24 dev node0
  within ip link set node0 up
  within ip route add default dev node0
  within sh -c 'echo 1 >/proc/sys/net/ipv4/ip_forward'
  (pki)
  settings
  make_cgroups
  pause_image
  cd "$state"
  start_control_plane etcd "$bin/etcd" --data-dir etcd --unsafe-no-fsync --listen-client-urls http://127.0.0.1:2379 --advertise-client-urls http://127.0.0.1:2379 \
    --listen-peer-urls http://127.0.0.1:2380
  start containerd containerd -c containerd.toml
  start_api_server
  await kube-apiserver kubectl_ get --raw /readyz
  await kube-apiserver kubectl_ -n kube-system get role extension-apiserver-authentication-reader
  start kube-controller-manager "$bin/kube-controller-manager" --kubeconfig=pki/manager.conf --authentication-kubeconfig=pki/manager.conf \
    --authorization-kubeconfig=pki/manager.conf --flex-volume-plugin-dir="$state/kubelet-plugins" --service-account-private-key-file=pki/sa.key --root-ca-file=pki/ca.crt \
    --use-service-account-credentials --leader-elect=false --bind-address=127.0.0.1
  start kube-scheduler "$bin/kube-scheduler" --kubeconfig=pki/scheduler.conf --leader-elect=false --bind-address=127.0.0.1
  await containerd ctr_ version
  ctr_ images import pause.tar >/dev/null
  start kubelet "$bin/kubelet" --config=kubelet.yaml --kubeconfig=pki/kubelet.conf --root-dir="$state/kubelet" --volume-plugin-dir="$state/kubelet-plugins" --hostname-override=node --node-ip=$node_ip
  start kube-proxy "$bin/kube-proxy" --kubeconfig=pki/proxy.conf --hostname-override=node --proxy-mode=iptables --cluster-cidr=10.244.0.0/16 \
    --conntrack-max-per-core=0 --oom-score-adj=0
  start coredns "$bin/coredns" -conf Corefile
  await kubelet kubectl_ wait --for=condition=Ready node/node --timeout=1s
  await kube-controller-manager kubectl_ -n default get serviceaccount default
  touch "$state/up"
  echo "up: Kubernetes $(kubectl_ version -o json | sed -n '/serverVersion/,$ s/.*"gitVersion": "\(.*\)".*/\1/p')"
}

# --- stop -----------------------------------------------------------------------------------------------------------

processes() { # prints the ids of all processes of the cluster: its parts, the shims of its containerd, and those in its pods
  local part c pid
  for part in "$state"/pid/*; do
    [ -e "$part" ] && ours "${part##*/}" && cat "$part"
  done
  if [ -e "/run/netns/$ns" ]; then
    for pid in $(ip netns pids "$ns"); do
      case $(tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline") in *containerd-shim*"$state/containerd.sock"*) echo "$pid" ;; esac
    done
  fi
  for c in $(cgroups); do
    [ ! -d "$c" ] || find "$c" -name cgroup.procs -exec cat {} + 2>/dev/null
  done
  return 0
}

clear_away() { # removes a running, half-started or crashed cluster at once: it has no state that is worth an orderly end
  local c list=
  if ours kubelet; then kill -KILL "$(cat "$state/pid/kubelet")" 2>/dev/null || true; fi # else it would restart the containers that end
  for _ in $(seq 100); do
    list=$(processes | sort -un)
    [ -n "$list" ] || break
    # shellcheck disable=SC2086
    kill -KILL $list 2>/dev/null || true
    sleep 0.1
  done
  [ -z "$list" ] || fail "these processes of the cluster do not end: $(tr '\n' ' ' <<<"$list")"
  awk -v d="$state/" 'index($2, d) == 1 {print $2}' /proc/mounts | sort -r | xargs -r umount -l
  ip netns del "$ns" 2>/dev/null || true
  for c in $(cgroups); do
    [ ! -d "$c" ] || for _ in $(seq 20); do # the kernel may still be cleaning up the processes that just ended in it
      find "$c" -depth -type d -exec rmdir {} + 2>/dev/null && break
      sleep 0.1
    done
  done
  rmdir "$(driver_cgroup)" 2>/dev/null || true # a suite that starts the cluster anew is in it
  elsewhere
  rm -rf --one-file-system "$state"
}

elsewhere() { # removes what the programs keep outside of our folder in spite of all settings: our files, then empty folders
  local task
  [ -d "$state" ] || return 0
  for task in "$state"/containerd/state/io.containerd.runtime.v2.task/k8s.io/*; do
    [ ! -e "$task/address" ] || rm -f "$(sed 's/^unix:\/\///' "$task/address")"
    rm -f "/var/lib/cni/results/cni-loopback-${task##*/}-lo"
  done
  rm -f /var/lib/cni/results/"$name"-*
  [ ! -d /var/log/containers ] || find /var/log/containers -lname "$state/*" -delete
  [ ! -e "$state/made-kubelet" ] || rm -f /var/lib/kubelet/device-plugins/kubelet.sock
  [ ! -e "$state/made-netns" ] || [ -n "$(ls /run/netns 2>/dev/null)" ] || { umount /run/netns && rmdir /run/netns; } 2>/dev/null || true
  rmdir /run/mount /run/containerd/s /run/containerd /var/lib/cni/results /var/lib/cni /var/log/containers \
    /var/lib/kubelet/device-plugins /var/lib/kubelet 2>/dev/null || true
}

down() {
  root
  alone
  clear_away
  rm -f "/run/lock/$name.lock"
}

# --- break ----------------------------------------------------------------------------------------------------------

signal() { # signal, part
  ours "${2:?a part of the cluster}" || fail "$2 does not run"
  kill -"$1" "$(cat "$state/pid/$2")"
}

gone() { ! [ -e "/proc/$(cat "$state/pid/$1")" ] || grep -q '^State:[[:space:]]*Z' "/proc/$(cat "$state/pid/$1")/status" 2>/dev/null; }

kill_part() {
  signal KILL "$1"
  for _ in $(seq 100); do
    ! gone "$1" || return 0
    sleep 0.05
  done
  fail "$1 does not end"
}

restart_api_server() {
  ! ours kube-apiserver || fail "kube-apiserver runs"
  cd "$state"
  start_api_server
  await kube-apiserver kubectl_ get --raw /readyz
}

inmates() { # container id: prints the ids of its processes
  local c
  [[ "${1:-}" =~ ^[0-9a-f]{64}$ ]] || fail "the id of a container is 64 hexadecimal digits, not '${1:-}'"
  for c in $(cgroups); do
    [ ! -d "$c" ] || find "$c" -type d -name "$1" -exec cat '{}/cgroup.procs' ';' 2>/dev/null
  done | sort -un
}

eldest() { # container id: prints the id of the process that its others come from: not the lowest, for ids begin anew
  local pid
  for pid in $(inmates "$1"); do
    sed 's/.*) //' "/proc/$pid/stat" 2>/dev/null | awk -v pid="$pid" '{ print $20, pid }' || true
  done | sort -n | sed -n '1s/.* //p'
}

kill_container() {
  local list
  list=$(inmates "$1")
  [ -n "$list" ] || fail "nothing runs in container $1"
  # shellcheck disable=SC2086
  kill -KILL $list
}

exec_in() { # container id, command
  local pid
  pid=$(eldest "$1")
  [ -n "$pid" ] || fail "nothing runs in container $1"
  shift
  nsenter --target "$pid" --mount --net -- "$@"
}

rules() { # container id, arguments of iptables in its pod's network
  local pid
  pid=$(eldest "$1")
  [ -n "$pid" ] || fail "nothing runs in container $1"
  shift
  nsenter --net="/proc/$pid/ns/net" iptables -w "$@"
}

cut_off() { # container id, direction, port: drops packets without an answer, as a broken network does
  case ${2:-} in
    requests) rules "$1" -A OUTPUT -p tcp --dport "${3:?a port}" -j DROP ;;
    answers) rules "$1" -A INPUT -p tcp --sport "${3:?a port}" -j DROP ;;
    *) fail "cut ID requests|answers PORT" ;;
  esac
}

yield_cpus() { # uid of a pod
  local pod
  [[ "${1:-}" =~ ^[0-9a-f-]{36}$ ]] || fail "a pod's uid has 36 characters, not '${1:-}'"
  pod=$(find "$(cpu_cgroup)" -type d -name "pod$1")
  [ -n "$pod" ] || fail "there is no pod $1 on the node"
  [ -e "$pod/cpu.idle" ] || fail "the kernel has no cpu.idle: Linux 5.15 has it"
  echo 1 >"$pod/cpu.idle"
}

within_reach() { root; [ -e "$state/up" ] || fail "no cluster is up: cluster.sh up"; }

reach() { root; running || fail "no cluster is up: cluster.sh up"; }

case ${1:-} in
  build | deps | up | down) "$@" ;;
  status) if running; then echo up; else echo down; exit 1; fi ;;
  kubeconfig) echo "$state/pki/admin.conf" ;;
  load) reach; ctr_ images import "${2:?an image archive}" ;;
  kubectl) shift; reach; kubectl_ "$@" || exit ;; # kubectl has said why, like the commands of in and exec
  in) shift; reach; echo $$ >"$(driver_cgroup)/cgroup.procs"; KUBECONFIG=$state/pki/admin.conf KUBECACHEDIR=$state/kubectl PATH=$bin:$PATH within "$@" || exit ;;
  kill) within_reach; kill_part "${2:?a part of the cluster}" ;;
  restart) within_reach; restart_api_server ;;
  pause) within_reach; signal STOP "${2:-}" ;;
  resume) within_reach; signal CONT "${2:-}" ;;
  kill-container) within_reach; kill_container "${2:-}" ;;
  exec) within_reach; shift; exec_in "$@" || exit ;;
  cut) within_reach; cut_off "${2:-}" "${3:-}" "${4:-}" ;;
  mend) within_reach; rules "${2:-}" -F ;;
  yield) within_reach; yield_cpus "${2:-}" ;;
  *) usage "${1:+there is no command $1}" ;;
esac
