// One import at the step it stands at: how it is read, its dry run, its run, what came of it.
import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { IconAlertCircle, IconInfoCircle } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { asProblem } from "@/api/problem";
import { Pending } from "@/app/pages";
import { useTexts } from "@/i18n";
import { formatDate, formatMoment, inLanguage } from "@/ui/format";
import { JobProgress } from "@/ui/JobProgress";
import { PageHeader } from "@/ui/PageHeader";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { StatusBadge } from "@/ui/StatusBadge";
import { forgetDraft } from "./draft";
import { cancelImport, type Import, importQuery, type RunInput, runImport } from "./queries";
import { ReadingStep } from "./ReadingStep";
import { ResultStep } from "./ResultStep";
import { Steps } from "./Steps";
import { stateOf, stepOf } from "./states";
import { importTexts } from "./texts";

const route = getRouteApi("/shell/imports/$id");

/** What the parts of the page can order. */
export interface Orders {
  run: (input: RunInput) => void;
  cancel: () => void;
  /** Cancels, and goes back to the list. */
  discard: () => void;
  busy: boolean;
  /** Why the last order was refused. */
  error: unknown;
}

export function ImportPage() {
  const t = useTexts(importTexts);
  const { id } = route.useParams();
  const search = route.useSearch();
  const found = useQuery(importQuery(id));
  const orders = useOrders(id);
  const one = found.data;
  useTold(one);

  if (found.error && !one) {
    return (
      <>
        <PageHeader title={t("title")} back={{ to: "/imports", label: t("title") }} />
        <ProblemAlert error={found.error} />
      </>
    );
  }
  if (!one) return <Pending />;
  const step = stepOf(one, search.step === "reading");
  const { state, tone } = stateOf(one);
  return (
    <>
      <PageHeader
        title={one.filename}
        back={{ to: "/imports", label: t("title") }}
        subtitle={
          <Group gap={8}>
            <StatusBadge tone={tone}>{t(`state_${state}`)}</StatusBadge>
            {t(one.kind === "members" ? "kind_members" : "kind_households")}
            {one.area && ` · ${one.area.name}`}
            {one.surveyed_on && ` · ${formatDate(one.surveyed_on)}`}
            {` · ${formatMoment(one.created_at)}`}
          </Group>
        }
      />
      <Steps at={step} finished={state === "done"} />
      {orders.error != null && <OrderRefused error={orders.error} />}
      {state === "running" ? (
        <Running one={one} orders={orders} />
      ) : step === "reading" ? (
        <Stack>
          <Stopped one={one} />
          {/* Another version of the import begins with what that says. */}
          <ReadingStep key={one.version} one={one} orders={orders} />
        </Stack>
      ) : (
        <ResultStep one={one} orders={orders} />
      )}
    </>
  );
}

function useOrders(id: string): Orders {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const answered = async (one: Import) => {
    // The answer of an order leaves the sheets out: what is known of them stays.
    queryClient.setQueryData<Import>(importQuery(id).queryKey, (old) => ({
      ...one,
      sheets: one.sheets?.length ? one.sheets : (old?.sheets ?? []),
    }));
    await navigate({ to: "/imports/$id", params: { id } as never, search: keepPlace, replace: true });
    await queryClient.invalidateQueries({ queryKey: ["imports"] });
  };
  const refused = () => void queryClient.invalidateQueries({ queryKey: ["imports", "one", id] });
  const run = useMutation({
    mutationFn: (input: RunInput) => runImport(id, input),
    onSuccess: (one) => {
      forgetDraft(id);
      return answered(one);
    },
    onError: refused,
  });
  const cancel = useMutation({ mutationFn: () => cancelImport(id), onSuccess: answered, onError: refused });
  return {
    run: (input) => {
      cancel.reset();
      run.mutate(input);
    },
    cancel: () => {
      run.reset();
      cancel.mutate();
    },
    discard: () => {
      run.reset();
      forgetDraft(id);
      cancel.mutate(undefined, { onSuccess: () => void navigate({ to: "/imports" }) });
    },
    busy: run.isPending || cancel.isPending,
    error: run.error ?? cancel.error,
  };
}

const keepPlace = ((old: { area?: string; year?: number }) => ({ area: old.area, year: old.year })) as never;

/** When a run has ended, what depends on the register is asked for anew. */
function useTold(one: Import | undefined): void {
  const queryClient = useQueryClient();
  const before = useRef<string | undefined>(undefined);
  const state = one?.state;
  useEffect(() => {
    const ended = before.current === "running" && state !== "running";
    before.current = state;
    if (!ended) return;
    void queryClient.invalidateQueries({ queryKey: ["imports", "list"] });
    if (state !== "done") return;
    // Totals, households and villages may have changed.
    void queryClient.invalidateQueries({
      predicate: (query) => !["imports", "info", "session", "roles"].includes(String(query.queryKey[0])),
    });
  }, [state, queryClient]);
}

/** Pointers that the reading step shows at its fields. */
const AT_FIELDS = ["/area", "/surveyed_on"];

function OrderRefused({ error }: { error: unknown }) {
  const problem = asProblem(error);
  const only =
    problem && problem.fields.length > 0 && problem.fields.every((f) => AT_FIELDS.includes(f.pointer));
  return (
    <div style={{ marginBottom: 16 }}>
      {only ? (
        <Alert color="red" icon={<IconAlertCircle />} role="alert">
          {problem.fields.map((field) => problem.at(field.pointer)).join(" ")}
        </Alert>
      ) : (
        <ProblemAlert error={error} />
      )}
    </div>
  );
}

/** Why it stands here again. */
function Stopped({ one }: { one: Import }) {
  const t = useTexts(importTexts);
  if (one.state === "cancelled") {
    return (
      <Alert color="gray" icon={<IconInfoCircle />} title={t("cancelled_title")} role="status">
        {t("cancelled_note")}
      </Alert>
    );
  }
  if (one.state === "failed") {
    return (
      <Alert color="red" icon={<IconAlertCircle />} title={t("failed_title")} role="alert">
        {one.failure && <Text size="sm">{inLanguage(one.failure)}</Text>}
        <Text size="sm">{t("failed_note")}</Text>
      </Alert>
    );
  }
  if (!one.result) return null;
  return (
    <Group>
      <Button
        component={Link}
        to="/imports/$id"
        params={{ id: one.id } as never}
        search={keepPlace}
        variant="default"
      >
        {t("to_result")}
      </Button>
    </Group>
  );
}

const STAGES = ["waiting", "reading", "matching", "writing"] as const;

function Running({ one, orders }: { one: Import; orders: Orders }) {
  const t = useTexts(importTexts);
  const stage = STAGES.find((known) => known === one.progress?.stage) ?? "waiting";
  const { done = 0, total = 0 } = one.progress ?? {};
  const writing = stage === "writing";
  return (
    <Stack maw={720}>
      <Text fw={600}>{t(one.mode === "dry_run" ? "run_check" : "run_import")}</Text>
      <JobProgress
        state={stage === "waiting" ? "waiting" : "running"}
        label={t(`stage_${stage}`)}
        percent
        done={stage === "reading" ? done : null}
        total={stage === "reading" ? total : null}
      />
      <Text size="sm" c="dimmed">
        {t("leave_hint")}
      </Text>
      <Group>
        <Button variant="default" onClick={orders.cancel} disabled={writing} loading={orders.busy}>
          {t("cancel_run")}
        </Button>
        {writing && (
          <Text size="sm" c="dimmed">
            {t("cannot_cancel")}
          </Text>
        )}
      </Group>
    </Stack>
  );
}
