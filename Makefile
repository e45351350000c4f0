# The commands of this project; "make" alone lists them.
IMAGE_REGISTRY ?= ghcr.io/kernelpanic09
IMAGE_TAG ?= dev
OVERLAY ?= config/default
KUBECTL ?= kubectl
MVN ?= mvn -B -ntp
AOT ?= true
export IMAGE_REGISTRY IMAGE_TAG AOT

# Maven on a JDK 25, wherever it is installed.
MAVEN = JAVA_HOME=$$(hack/jdk25.sh) && export JAVA_HOME && \
  MAVEN_OPTS="--sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED $$MAVEN_OPTS" $(MVN)
PROGRAMS = operator sidecar simulator cli
PLUGINS = org.apache.maven.plugins
empty :=
comma := ,
space := $(empty) $(empty)

.DEFAULT_GOAL := help
.PHONY: help demo test test-scripts test-fresh audit e2e chaos outages tokenisers leader-changes neighbour upgrade build jars install run manifests docker-build deploy undeploy cluster cluster-down cluster-deps cluster-bin bench bench-ledger bench-admission bench-operator notice reproducible prices aws-drift soak test-aws compatibility

help: ## list these targets
	@sed -n 's/^\([a-z0-9-]*\):.*## \(.*\)/\1|\2/p' $(MAKEFILE_LIST) | while IFS='|' read -r target text; do printf '  %-14s %s\n' "$$target" "$$text"; done

demo: ## run the quickstart on this machine, with a simulated AWS: needs only a JDK 25, Maven and curl
	@examples/demo/demo.sh

test: cluster-deps ## run all tests: scripts, units, a real API server, then the whole product on a real cluster
	@hack/jdk25.sh >/dev/null
	hack/test-scripts.sh
	e2e/cluster.sh build
	$(MAVEN) verify
	@$(MAKE) audit
	e2e/suite.sh

test-scripts: cluster-deps ## run shellcheck, and check that each script says what failed where; a part of test
	hack/test-scripts.sh

test-fresh: ## run what README tells to try, in a fresh clone of the current commit with empty caches (half an hour); ONLY='make demo'
	hack/test-fresh.sh $(if $(ONLY),'$(ONLY)')

audit: ## check all dependencies against the known advisories of hack/advisories.tsv; REFRESH=yes asks OSV for new ones first
	@$(MAVEN) -q test-compile $(PLUGINS):maven-dependency-plugin:list -DoutputFile=target/dependencies.txt \
	  $(PLUGINS):maven-dependency-plugin:build-classpath -Dmdep.outputFile=target/test-classpath -Dmdep.includeScope=test
	@"$$(hack/jdk25.sh)/bin/java" -cp "e2e/target/test-classes:$$(cat e2e/target/test-classpath)" ai.kernelpanic09.e2e.audit.Audit \
	  $(or $(ADVISORIES),hack/advisories.tsv) $(if $(filter yes,$(REFRESH)),--refresh https://api.osv.dev) \
	  $$(for list in */target/dependencies.txt; do echo "$${list%%/*}=$$list"; done)

e2e: cluster-bin ## run the end-to-end suites alone, on a cluster of their own; SUITES=NameE2E for one
	e2e/suite.sh $(SUITES)

chaos: cluster-bin ## run two hundred faults on a cluster of their own, as docs/chaos.md says; SEED=N replays, FAULTS=N
	e2e/suite.sh ChaosE2E -Dchaos.faults=$(or $(FAULTS),200) -Dchaos.pods=24 -Dchaos.midnight=true $(if $(SEED),-Dchaos.seed=$(SEED))

outages: cluster-bin ## take the API server, rights, the operator and the product away for five minutes each, as docs/outages.md says; SECONDS=120
	e2e/suite.sh OutageE2E,RemovalE2E -Doutage.seconds=$(or $(SECONDS),300)

leader-changes: cluster-bin ## kill the leading operator twenty times under calls, on a cluster of its own; CHANGES=N
	e2e/suite.sh LeaderChangeE2E -Dleader.changes=$(or $(CHANGES),20)

neighbour: cluster-bin ## flood the product from twenty pods of one namespace while another one calls, as docs/security.md says; SECONDS=60, ATTACKS=control,gateway
	e2e/suite.sh NeighbourE2E -Dneighbour.seconds=$(or $(SECONDS),60) -Dneighbour.attacks=$(ATTACKS)

upgrade: cluster-bin ## upgrade the version of commit FROM to this one while pods call, and go back, as docs/outages.md says: FROM=651792c
	@[ -n "$(FROM)" ] || { echo "name the commit of the version to upgrade from: make upgrade FROM=651792c" >&2 && exit 1; }
	UPGRADE_FROM=$(FROM) e2e/suite.sh UpgradeE2E

build: jars ## compile, check and package the programs; make test runs the tests

jars: # package the programs with their libraries, without leftovers of an earlier build
	@rm -rf $(PROGRAMS:%=%/target/lib) $(PROGRAMS:%=%/target/bom.json)
	$(MAVEN) -q -pl $(subst $(space),$(comma),$(PROGRAMS)) -am package -Dunits.skip=true
	$(if $(filter cli,$(PROGRAMS)),@hack/train-cli.sh)

manifests: ## generate the CRDs and the reference from the classes
	$(MAVEN) -pl api,webhook,sidecar,e2e -am test -Dtest=GeneratedFilesTest,ModelTablePageTest,AdmissionPageTest,ErrorTableTest,CompatibilityPageTest -Dsurefire.failIfNoSpecifiedTests=false -Dcrd.update=true

install: ## put the CRDs into the current cluster
	$(KUBECTL) apply --server-side --force-conflicts -k config/crd

run: jars ## run the operator here against the current kubeconfig, without webhook and gateway
	K8S_AI_WEBHOOK=off K8S_AI_GATEWAY=off "$$(hack/jdk25.sh)/bin/java" -cp 'operator/target/operator.jar:operator/target/lib/*' ai.kernelpanic09.operator.Main

docker-build: jars ## build the images, IMAGE_REGISTRY/NAME:IMAGE_TAG, with docker or else buildah; RELEASE=yes wants BASE and JDK by digest
	hack/images.sh build

deploy: ## deploy OVERLAY (config/default) with the images IMAGE_REGISTRY/NAME:IMAGE_TAG to the current cluster
	hack/overlay.sh $(OVERLAY) target/deploy
	$(KUBECTL) apply --server-side --force-conflicts -k target/deploy

undeploy: ## remove what deploy installed, with the CRDs and all resources of their kinds
	hack/overlay.sh $(OVERLAY) target/deploy
	@# First the resources that the operator must clean up in AWS, while it still runs.
	for kind in prompttemplates modelendpoints guardrailpolicies; do \
	  ! $(KUBECTL) get crd $$kind.ai.kernelpanic09.io >/dev/null 2>&1 || $(KUBECTL) delete $$kind.ai.kernelpanic09.io --all -A --timeout=2m || exit 1; done
	$(KUBECTL) delete --ignore-not-found -k target/deploy

cluster: cluster-bin docker-build ## start a real one-node cluster here, with the product and a simulated AWS deployed
	hack/images.sh tools
	e2e/cluster.sh status >/dev/null || e2e/cluster.sh up
	hack/images.sh save target/images
	for image in target/images/*.tar; do e2e/cluster.sh load "$$image" || exit 1; done
	$(MAKE) deploy OVERLAY=config/overlays/simulator KUBECTL='e2e/cluster.sh kubectl'
	KUBECTL='e2e/cluster.sh kubectl' examples/simulated-aws.sh
	e2e/cluster.sh kubectl rollout status deployment/k8s-ai-operator -n ai-operator-system --timeout=180s
	@echo
	@echo "The product runs. Next, as README's quickstart goes on:"
	@echo
	@echo "  e2e/cluster.sh kubectl annotate serviceaccount k8s-ai-operator -n ai-operator-system eks.amazonaws.com/role-arn=arn:aws:iam::123456789012:role/k8s-ai-operator"
	@echo "  e2e/cluster.sh kubectl create namespace ai-workloads"
	@echo "  e2e/cluster.sh kubectl apply -f examples/quickstart.yaml"
	@echo
	@echo "e2e/cluster.sh in bash opens a shell where plain kubectl is this cluster's; make cluster-down ends it."

cluster-down: ## stop the cluster of make cluster and leave nothing of it behind
	e2e/cluster.sh down

cluster-deps: ## install the Debian packages that the cluster needs, or name them
	e2e/cluster.sh deps

cluster-bin: cluster-deps # the cluster's binaries, built once and kept outside the tree
	e2e/cluster.sh build

notice: PROGRAMS = operator sidecar
notice: jars ## write NOTICE anew, from the bills of materials of the images
	@$(MAVEN) -q -pl e2e -am test-compile $(PLUGINS):maven-dependency-plugin:build-classpath -Dmdep.outputFile=target/test-classpath -Dmdep.includeScope=test
	@"$$(hack/jdk25.sh)/bin/java" -cp "e2e/target/test-classes:$$(cat e2e/target/test-classpath)" ai.kernelpanic09.e2e.audit.Notice \
	  NOTICE $(PROGRAMS:%=%/target/bom.json)

reproducible: ## build the programs twice, in fresh clones of the current commit, and compare every jar and bill of materials
	MVN='$(MVN)' hack/reproducible.sh

bench: PROGRAMS = sidecar
bench: jars ## measure the sidecar beside nginx and Envoy on this machine, as docs/benchmarks.md says; BENCH=quick for a first look
	hack/bench.sh $(BENCH)

bench-ledger: cluster-bin ## measure budgets, leases and etcd's writes, as docs/benchmarks.md says; BENCH=quick for a first look
	MVN='$(MVN)' hack/bench-ledger.sh $(BENCH)

bench-admission: cluster-bin ## measure admission at 50 pods a second, as docs/benchmarks.md says; BENCH=quick for a first look
	MVN='$(MVN)' hack/bench-admission.sh $(BENCH)

bench-operator: PROGRAMS = operator
bench-operator: cluster-bin jars ## measure a whole operator with thousands of pods, as docs/benchmarks.md says; BENCH=quick for a first look
	MVN='$(MVN)' hack/bench-operator.sh $(BENCH)

prices: ## compare the price tables with the AWS Price List, as docs/pricing.md says: FROM='file …', REGIONS='region …', WRITE=yes
	@$(MAVEN) -q -pl core test-compile $(PLUGINS):maven-dependency-plugin:build-classpath -Dmdep.outputFile=target/test-classpath -Dmdep.includeScope=test
	@"$$(hack/jdk25.sh)/bin/java" -cp "core/target/test-classes:core/target/classes:$$(cat core/target/test-classpath)" \
	  ai.kernelpanic09.core.price.refresh.RefreshPrices core/src/main/resources/ai/kernelpanic09/core/price \
	  $(addprefix --from ,$(FROM)) $(addprefix --region ,$(REGIONS)) $(if $(filter yes,$(WRITE)),--write)

aws-drift: ## compare the newest service models and SDK of AWS with what this project stands on, as docs/aws-drift.md says
	@MVN='$(MVN)' hack/aws-drift.sh

tokenisers: ## hold the families marked byte in models.tsv against their published tokenisers, fetched from npm
	$(MAVEN) -pl e2e -am test -Dtest=TokenisersTest -Dsurefire.failIfNoSpecifiedTests=false -Dtokenisers=on

compatibility: ## run real clients of every kind and hold them against docs/compatibility.md: CLIENTS=boto3,aws-go, WHERE=local or cluster, UPDATE=yes
ifneq ($(WHERE),cluster)
	$(MAVEN) -pl e2e -am test -Dtest=ClientsTest -Dsurefire.failIfNoSpecifiedTests=false \
	  -Dcompat.clients=$(or $(CLIENTS),all) $(if $(filter yes,$(UPDATE)),-Dcompat.update=true)
	@$(if $(filter yes,$(UPDATE)),$(MAKE) manifests)
endif
ifneq ($(WHERE),local)
	$(MAKE) cluster-bin
	e2e/suite.sh CompatibilityE2E -Dcompat.clients=$(or $(CLIENTS),all)
endif

soak: cluster-bin ## try a million odd bodies, streams, connections and pods, then simulate budgets and rates under new faults for an hour: SOAK_MINUTES=60
	seed=$$(date +%s) && $(MAVEN) -pl core,sidecar,webhook -am test -Dtest='*FuzzTest,DifferentialTest' -Dsurefire.failIfNoSpecifiedTests=false \
	  -Dfuzz.seed=$$seed -Dtemplate.seed=$$seed -Dfuzz.cases=1000000 -Dfuzz.served=50000 -Dfuzz.connections=50000 -Dfuzz.upstream=20000 \
	  -Dfuzz.pods=500000 -Dfuzz.reviews=50000
	$(MAVEN) -pl core test -Dtest=BudgetSimulationTest#noBudgetIsExceededAndNothingIsLost+budgetsAreUsedUpToTheLastCalls,RateShareSimulationTest#noMinuteSeesMoreThanALargeLimit \
	  -Dsimulation.minutes=$$(( ($${SOAK_MINUTES:-60} + 2) / 3 ))

test-aws: ## make a few cheap calls to the real AWS, and ask it what its documentation leaves open: AWS_TEST_CONFIRM=yes
	@[ "$$AWS_TEST_CONFIRM" = yes ] || { \
	  echo "This calls the real AWS in us-east-1 with the credentials of the environment: some thirty calls of Claude Haiku 4.5 with" && \
	  echo "at most 32 output tokens each, and three guardrails that are deleted again. It costs about \$$0.02 and never more than" && \
	  echo "\$$0.30. The answers are printed as a table: docs/aws-questions.md." && \
	  echo "To go on: AWS_TEST_CONFIRM=yes make test-aws" && exit 1; } >&2
	@rm -rf cli/target/lib
	$(MAVEN) verify -P aws -pl e2e -am -Dunits.skip=true
